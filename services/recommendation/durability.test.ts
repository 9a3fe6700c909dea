import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { loadCatalogue } from '@frontpage/shared/catalogue/catalogue.ts';
import type { ShopEvent } from '@frontpage/shared/contracts/events.ts';
import { clientOf, makeDataDir, purchase, untilReady } from './test-service.ts';

const main = fileURLToPath(new URL('./main.ts', import.meta.url));
const books = loadCatalogue().books.map(({ id }) => id);

test('killed in the midst of a thousand events, it has every acknowledged one afterwards', async (t) => {
  const DATA_DIR = await makeDataDir(t);
  const first = await startProcess(t, DATA_DIR);
  // Forty readers, 25 books each.
  const batches = Array.from({ length: 40 }, (_, n) =>
    books.slice(n, n + 25).map((book) => purchase(`killed-${n}`, book)),
  );
  const acknowledged: ShopEvent[][] = [];
  const waiting = [...batches];
  async function sendAll(): Promise<void> {
    for (let batch = waiting.shift(); batch; batch = waiting.shift()) {
      const answer = await first.send(...batch).catch(() => undefined);
      if (!answer) return;
      assert.equal(answer.accepted, 25);
      if (acknowledged.push(batch) === 12) first.child.kill('SIGKILL');
    }
  }
  await Promise.all(Array.from({ length: 8 }, sendAll));
  await first.ended;
  assert.ok(acknowledged.length >= 12 && acknowledged.length < 40, `${acknowledged.length} of 40 batches`);

  const second = await startProcess(t, DATA_DIR);
  for (const batch of acknowledged) {
    assert.deepEqual(await second.send(...batch), { accepted: 0, duplicates: 25 });
    const { reader = '' } = batch[0] ?? {};
    const { purchases } = (await (await fetch(`${second.url}/readers/${reader}`)).json()) as {
      purchases: [];
    };
    assert.equal(purchases.length, 25);
  }
  // A batch that was under way is there as a whole or not at all.
  for (const batch of batches) {
    const { accepted } = await second.send(...batch);
    assert.ok(accepted === 0 || accepted === 25, `${accepted} of 25 were new`);
  }
});

test('when the disk is full events are refused with 503, recommendations go on, and what was acknowledged is there', async (t) => {
  const DATA_DIR = await makeDataDir(t);
  // No file may grow past 3 MB: the generated history fits, and some events.
  const full = await startProcess(t, DATA_DIR, 'ulimit -f 6144; exec "$@"');
  const acknowledged: ShopEvent[][] = [];
  let refusal: Response | undefined;
  for (let n = 0; !refusal; n++) {
    const batch = books.slice(0, 300).map((book) => purchase(`full-${n}`, book));
    const response = await full.post({ events: batch });
    if (response.ok) acknowledged.push(batch);
    else refusal = response;
  }
  assert.equal(refusal.status, 503);
  assert.equal(refusal.headers.get('retry-after'), '1');
  assert.match(await refusal.text(), /The events could not be kept; send them again\./);
  assert.equal((await full.recommendations('r0007')).books.length, 10);
  assert.match(full.output(), /the event store .*recommendation\.sqlite can't be used: .*(full|disk I\/O)/);
  full.child.kill('SIGTERM');
  await full.ended;

  assert.ok(acknowledged.length > 0);
  const roomy = await startProcess(t, DATA_DIR);
  for (const batch of acknowledged) assert.equal((await roomy.send(...batch)).duplicates, 300);
});

/** The process itself, started by a shell after what `shell` says; it is gone when the test ends. */
async function startProcess(t: TestContext, DATA_DIR: string, shell = 'exec "$@"') {
  const child = spawn('sh', ['-c', shell, 'sh', process.execPath, main], {
    env: { ...process.env, DATA_DIR, PORT: '0', OPS_PORT: '0', LOG_FORMAT: 'json' },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const ended = once(child, 'close');
  t.after(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (output += chunk));
  const { port, opsPort } = await addressOf(child);
  await untilReady(`http://127.0.0.1:${opsPort}`);
  const url = `http://127.0.0.1:${port}`;
  return { child, ended, url, output: () => output, ...clientOf(url) };
}

async function addressOf(child: ChildProcess): Promise<{ port: number; opsPort: number }> {
  const [message] = await once(child, 'message');
  assert.equal(message.type, 'listening', JSON.stringify(message));
  return message;
}
