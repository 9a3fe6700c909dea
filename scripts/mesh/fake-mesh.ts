import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { Behaviour } from './fake-process.ts';
import type { ProcessRow } from './processes.ts';

/** A table of stand-ins, for tests: two services and the gateway that calls them, on ports that the system chooses. */
export function fakeRows(test: TestContext, behaviours: Record<string, Behaviour> = {}): ProcessRow[] {
  const folder = mkdtempSync(join(tmpdir(), 'mesh-'));
  test.after(() => rmSync(folder, { recursive: true }));
  const row = (name: string) => ({
    name,
    main: writeMain(folder, name, behaviours[name] ?? {}),
    port: 0,
    opsPort: 0,
    injectsLatency: true,
    upstreams: [],
  });
  const front = { injectsLatency: false, upstreams: ['promo', 'rates'], pages: ['/home/one'] };
  return [row('promo'), row('rates'), { ...row('gateway'), ...front }];
}

/** Whether a process is there, paused or not. */
export function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

function writeMain(folder: string, name: string, behaviour: Behaviour): string {
  const main = join(folder, `${name}.ts`);
  const source = import.meta.resolve('./fake-process.ts');
  writeFileSync(
    main,
    `import { runFake } from '${source}';\nawait runFake('${name}', ${JSON.stringify(behaviour)});\n`,
  );
  return main;
}
