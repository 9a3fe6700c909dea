import assert from 'node:assert/strict';
import test from 'node:test';
import { tidyAfterStart } from './tidy.ts';

test('what a start left behind is collected once, after it', (t) => {
  const collect = t.mock.fn();
  const before = globalThis.gc;
  globalThis.gc = collect as unknown as NodeJS.GCFunction;
  t.after(() => {
    globalThis.gc = before;
  });
  t.mock.timers.enable({ apis: ['setTimeout'] });

  tidyAfterStart();
  assert.equal(collect.mock.callCount(), 0);
  t.mock.timers.tick(60_000);
  assert.deepEqual(
    collect.mock.calls.map((call) => call.arguments),
    [[{ type: 'major', flavor: 'last-resort' }]],
  );
});

test('without --expose-gc nothing is set up', (t) => {
  const before = globalThis.gc;
  globalThis.gc = undefined;
  t.after(() => {
    globalThis.gc = before;
  });
  const wait = t.mock.method(globalThis, 'setTimeout');
  tidyAfterStart();
  assert.equal(wait.mock.callCount(), 0);
});
