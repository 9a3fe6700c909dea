import { once } from 'node:events';
import { createServer } from 'node:net';
import { type Environment, hostOf, portOf, sourceOf } from './environment.ts';
import type { ProcessRow } from './processes.ts';

type Claim = { process: string; port: number; variable: string };

/**
 * Tries every port before anything is started, so that all that are in the way are named at once: those that another
 * program has, and those given to two of our own. A port may still be lost between this look and the process' own
 * attempt; the process then says so itself.
 */
export async function portFaults(rows: readonly ProcessRow[], env: Environment): Promise<string[]> {
  const claims = rows.flatMap((row) => claimsOf(row, env)).filter((claim) => claim.port !== 0);
  const faults: string[] = [];
  for (const [port, claimants] of Map.groupBy(claims, (claim) => claim.port)) {
    const [first, ...others] = claimants;
    if (first === undefined) continue;
    if (others.length > 0) {
      const variables = claimants.map((claim) => claim.variable).join(' or ');
      faults.push(`port ${port} is wanted more than once; choose another with ${variables}`);
    } else if (await isTaken(hostOf(env), port)) {
      faults.push(`${first.process}: port ${port} is taken; choose another with ${first.variable}`);
    }
  }
  return faults;
}

function claimsOf(row: ProcessRow, env: Environment): Claim[] {
  return (['PORT', 'OPS_PORT'] as const).map((variable) => ({
    process: row.name,
    port: portOf(row, variable, env),
    variable: sourceOf(row, variable, env),
  }));
}

// Any other reason not to listen (a port above 65535, a host that isn't ours) is the process' own to report.
async function isTaken(host: string, port: number): Promise<boolean> {
  const server = createServer();
  try {
    await once(server.listen(port, host), 'listening');
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EADDRINUSE';
  } finally {
    server.close();
  }
}
