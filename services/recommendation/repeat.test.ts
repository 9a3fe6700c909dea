import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import type { Logger } from '@frontpage/shared/logger.ts';
import { repeat } from './repeat.ts';

test('it goes on after failures, which are logged once, and so is their end; stopped, it stays so', async (t) => {
  mock.timers.enable({ apis: ['setTimeout'] });
  t.after(() => mock.timers.reset());
  const lines: string[] = [];
  const log = {
    error: (_: object, message: string) => lines.push(message),
    info: (message: string) => lines.push(message),
  } as unknown as Logger;
  let runs = 0;
  let failing = true;
  const repeated = repeat(
    async () => {
      runs++;
      if (failing) throw new Error('no disk');
    },
    1000,
    log,
  );
  const next = async () => {
    await new Promise((resolve) => setImmediate(resolve));
    mock.timers.tick(1000);
    await new Promise((resolve) => setImmediate(resolve));
  };
  await next();
  assert.deepEqual([runs, lines], [2, ["the event store can't be read; trying again"]]);
  failing = false;
  await next();
  assert.equal(lines.at(-1), 'the event store can be read again');
  await repeated.stop();
  await next();
  assert.equal(runs, 3);
});
