import type { ArmRecord } from './arm-record.ts';

/** What the gateway has counted since its start. */
type Counted = { readonly attempts: number; readonly hedges: number };

/** Reads what the gateway has counted; undefined where its metrics can't be had. */
export async function readCounted(opsUrl: string | undefined): Promise<Counted | undefined> {
  if (opsUrl === undefined) return undefined;
  try {
    const answer = await fetch(`${opsUrl}/metrics`, { signal: AbortSignal.timeout(5000) });
    const text = answer.ok ? await answer.text() : '';
    return { attempts: sumOf(text, 'upstream_attempts_total'), hedges: sumOf(text, 'upstream_hedges_total') };
  } catch {
    return undefined;
  }
}

/**
 * Calls of upstreams for each page of an arm; undefined where its pages tell of none. A page tells of the calls that it waited for. With the gateway's
 * own counts the second attempts are `hedged`'s, and what remains that no page tells of is `cached`'s: calls that
 * it shares between pages, or makes when the page has left. Other load on the gateway at the time would be counted there.
 */
export function callsPerPage(
  name: string,
  records: Readonly<Record<string, ArmRecord>>,
  before: Counted | undefined,
  after: Counted | undefined,
): number | undefined {
  const record = records[name];
  if (!record || record.pages === 0 || Object.keys(record.sources).length === 0) return undefined;
  if (!before || !after) return record.calls / record.pages;
  const hedges = after.hedges - before.hedges;
  const told = Object.values(records).reduce((sum, { calls }) => sum + calls, 0);
  const untold = after.attempts - before.attempts - hedges - told;
  const more = name === 'hedged' ? hedges : name === 'cached' ? Math.max(-record.calls, untold) : 0;
  return (record.calls + more) / record.pages;
}

function sumOf(metrics: string, name: string): number {
  const lines = metrics
    .split('\n')
    .filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `));
  return lines.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0);
}
