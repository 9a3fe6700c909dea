import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import type { Report } from '../engine/report.ts';
import { startFakeGateway } from '../testing/fake-gateway.ts';
import { runLab } from './run-lab.ts';

const short = ['--duration', '200ms', '--warm-up', '0s', '--rate', '50'];

/** Runs it against a fake gateway whose sequential pages are the slower ones; gives its exit code and what it wrote. */
async function lab(
  t: TestContext,
  args: string[],
  { tty = false, signal = new AbortController().signal } = {},
) {
  const gateway = await startFakeGateway(t, {
    delay: ({ strategy }) => (strategy === 'sequential' ? 60 : 20),
  });
  const written = { out: '', err: '' };
  let meshes = 0;
  const code = await runLab(
    args.map((arg) => arg.replace('GATEWAY', gateway.url)),
    {
      stdout: { isTTY: tty, write: (text) => Object.assign(written, { out: written.out + text }) },
      stderr: {
        isTTY: tty,
        columns: 80,
        write: (text) => Object.assign(written, { err: written.err + text }),
      },
      signal,
      async startMesh() {
        meshes += 1;
        const stop = async () => {
          meshes -= 1;
        };
        return { gateway: gateway.url, gatewayOps: gateway.url, stop };
      },
    },
  );
  assert.equal(meshes, 0, 'a mesh was left running');
  return { code, ...written };
}

test('assertions decide the exit code', async (t) => {
  const holds = await lab(t, [
    ...short,
    '--assert',
    'sequential.p50 >= 59ms && concurrent.p50 > 0.1 * 190ms',
  ]);
  assert.deepEqual([holds.code, holds.err], [0, '']);
  assert.match(holds.out, /^The median page of|^At the median/);
  assert.match(holds.out, /^sequential +10 /m);
  const broken = await lab(t, [
    ...short,
    '--assert',
    'concurrent.errors == 0',
    '--assert',
    'concurrent.p50 < 19ms',
  ]);
  assert.equal(broken.code, 1);
  assert.equal(broken.err, 'does not hold: concurrent.p50 < 19ms\n');
});

test('JSON and CSV on standard output, JSON into a file', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'lab-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'run.json');
  const json = await lab(t, [...short, '--json', '--seed', '7', '--gateway', 'GATEWAY', '--out', file]);
  const report = JSON.parse(json.out) as Report;
  assert.deepEqual([report.version, report.plan.seed, report.arms.concurrent?.pages], [1, 7, 10]);
  assert.equal(readFileSync(file, 'utf8'), json.out);
  const csv = await lab(t, [...short, '--csv', '--target', 'mine=GATEWAY/home/x?n={n}']);
  assert.match(csv.out, /^name,pages,.*\r\nmine,10,/);
});

test('wrong usage is 2 with what is accepted, an experiment that can’t be run 3', async (t) => {
  const wrong: [args: string[], message: RegExp][] = [
    [['--speed', '9'], /Unknown option '--speed'/],
    [['--duration', 'soon'], /--duration takes a time such as 10s/],
    [['--rate', 'fast'], /--rate takes pages a second from 0.1 to 1000/],
    [['--arrivals', 'late', '--seed', '-1'], /seed/],
    [['--strategies', 'a,a'], /--strategies takes names that are all different/],
    [['--target', 'mine'], /--target takes NAME=http/],
    [['--latency', 'promo=gauss:1'], /--latency promo takes a profile: no distribution/],
    [['--latency', 'promo=fixed:1', '--latency', 'promo=fixed:2'], /--latency has promo twice/],
    [['--assert', 'concurrent.p95 < 1'], /--assert: a time can be compared/],
    [['--gateway', 'localhost'], /--gateway takes an http or https address/],
    [['--json', '--csv'], /one of them/],
    [['--latency', 'rates=fixed:1'], /--latency takes settings of promo, recommendation only/],
    [['--out', '/no/such/folder/x.json'], /--out takes a file in a folder that can be written to/],
  ];
  for (const [args, message] of wrong) {
    const { code, err, out } = await lab(t, args);
    assert.deepEqual([code, out], [2, ''], args.join(' '));
    assert.match(err, message);
  }
  const gone = await lab(t, [...short, '--gateway', 'http://127.0.0.1:9']);
  assert.equal(gone.code, 3);
  assert.match(gone.err, /can't be reached \(ECONNREFUSED\)/);
});

test('at a terminal it draws its progress, and takes it away', async (t) => {
  const { code, err } = await lab(t, [...short, '--duration', '700ms'], { tty: true });
  assert.equal(code, 0);
  assert.match(err, /load █+/);
  assert.ok(err.endsWith('\r\u001b[2K'));
});

test('interrupted, it ends with 130 and tells what there was', async (t) => {
  const { code, out } = await lab(t, ['--duration', '10m'], { signal: AbortSignal.timeout(500) });
  assert.equal(code, 130);
  assert.match(out, /It was cancelled|^$/);
  assert.equal((await lab(t, ['--help'])).code, 0);
});
