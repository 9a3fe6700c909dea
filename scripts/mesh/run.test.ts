import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fakeRows, isAlive } from './fake-mesh.ts';
import type { Behaviour } from './fake-process.ts';
import { eachLine } from './lines.ts';

type Runner = {
  process: ChildProcess;
  lines: string[];
  /** Waits for a line that matches. */
  heard(pattern: RegExp): Promise<string>;
  /** Waits for the end: the exit code, or the signal. */
  ended: Promise<number | NodeJS.Signals>;
};

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  test(`${signal} stops all in order; the exit code is 0 and no process is left`, async (t) => {
    const runner = run(t);
    await runner.heard(/Frontpage is ready: http/);
    runner.process.kill(signal);
    assert.equal(await runner.ended, 0);
    const said = runner.lines.map((line) => JSON.parse(line));
    assert.deepEqual(said.map(({ msg }) => msg).slice(-5), ['stopping', 'stop', 'stop', 'stop', 'stopped']);
    assert.deepEqual(pidsOf(runner).filter(isAlive), []);
    assert.equal(pidsOf(runner).length, 3);
  });
}

test('a signal during the start stops what has been started', async (t) => {
  const runner = run(t, { promo: { stdout: 'started\n' }, rates: { hangs: true } });
  await runner.heard(/started/);
  runner.process.kill('SIGINT');
  assert.equal(await runner.ended, 0);
});

test('a second signal kills what does not stop', async (t) => {
  const runner = run(t, { gateway: { onStop: 'refuse' } });
  await runner.heard(/Frontpage is ready/);
  runner.process.kill('SIGINT');
  await runner.heard(/refuse/);
  // Longer than an echo of the first may take. The stop limit of this runner is an hour: only a second request ends it.
  await sleep(600);
  runner.process.kill('SIGINT');
  assert.equal(await runner.ended, 1);
  assert.deepEqual(pidsOf(runner).filter(isAlive), []);
});

test('a process that dies ends the runner with exit code 1', async (t) => {
  const runner = run(t);
  await runner.heard(/Frontpage is ready/);
  process.kill(pidsOf(runner)[0] ?? 0, 'SIGKILL');
  assert.equal(await runner.ended, 1);
  assert.match(runner.lines.join('\n'), /(\w+) died, so the mesh stops:\\n {2}\1: SIGKILL/);
  assert.deepEqual(pidsOf(runner).filter(isAlive), []);
});

test('when the runner is killed, the processes stop by themselves', async (t) => {
  const runner = run(t);
  await runner.heard(/Frontpage is ready/);
  runner.process.kill('SIGKILL');
  assert.equal(await runner.ended, 'SIGKILL');
  const ports = runner.lines.flatMap((line) => JSON.parse(line).opsPort ?? []);
  assert.equal(ports.length, 3);
  for (const port of ports) while (await answers(port)) await sleep(20);
});

test('LOG_FORMAT=pretty prefixes every line, and has no colours where there is no terminal', async (t) => {
  const runner = run(t, { promo: { stderr: 'careful\n' } }, { env: { LOG_FORMAT: 'pretty' } });
  await runner.heard(/mesh {4}\| Frontpage is ready: http\S+ {2}\(Ctrl-C stops it\)/);
  await runner.heard(/mesh {4}\| {3}http\S+\/home\/one/);
  await runner.heard(/promo {3}\| careful/);
  runner.process.kill('SIGINT');
  await runner.ended;
  for (const line of runner.lines) assert.match(line, /^(mesh|promo|rates|gateway) +\| /);
});

test('an argument that it does not take is refused, and --help tells the variables', async (t) => {
  const refused = run(t, {}, { args: ['--prot=1'] });
  await refused.heard(/doesn't take --prot=1; it takes --help only/);
  assert.equal(await refused.ended, 1);
  const help = run(t, {}, { args: ['--help'] });
  await help.heard(/RATES_OPS_PORT/);
  assert.equal(await help.ended, 0);
});

function run(
  t: TestContext,
  behaviours: Record<string, Behaviour> = {},
  { args = [] as string[], env = {} } = {},
): Runner {
  const rows = fakeRows(t, behaviours);
  const main = join(dirname(rows[0]?.main ?? ''), 'mesh.ts');
  const limits = { stopLimit: 3_600_000 };
  const source = `import { runMesh } from '${import.meta.resolve('./run.ts')}';
process.exitCode = await runMesh(process.argv.slice(2), ${JSON.stringify(rows)}, ${JSON.stringify(limits)});\n`;
  writeFileSync(main, source);
  const child = spawn(process.execPath, [main, ...args], { env: { ...process.env, ...env } });
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr]) eachLine(stream, (line) => lines.push(line));
  const ended = once(child, 'close').then(([code, signal]) => code ?? signal);
  t.after(function leaveNothing() {
    child.kill('SIGKILL');
    return ended;
  });
  return { process: child, lines, heard, ended };

  async function heard(pattern: RegExp): Promise<string> {
    for (;;) {
      const line = lines.find((candidate) => pattern.test(candidate));
      if (line !== undefined) return line;
      assert.equal(
        child.exitCode,
        null,
        `the runner ended without a line like ${pattern}:\n${lines.join('\n')}`,
      );
      await sleep(10);
    }
  }
}

function pidsOf({ lines }: Runner): number[] {
  return lines.flatMap((line) => JSON.parse(line).pid ?? []);
}

function answers(port: number): Promise<boolean> {
  return fetch(`http://127.0.0.1:${port}/readyz`).then(
    () => true,
    () => false,
  );
}
