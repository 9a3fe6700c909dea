import type { ArmRecord } from './arm-record.ts';

/** Strategies that make calls of which their pages don't tell. */
const UNTOLD = ['hedged', 'cached'];

/** What the gateway has counted since its start, by upstream. */
type Counted = Readonly<Record<string, { readonly attempts: number; readonly hedges: number }>>;

/** Reads what the gateway has counted; undefined where its metrics can't be had. */
export async function readCounted(opsUrl: string | undefined): Promise<Counted | undefined> {
  if (opsUrl === undefined) return undefined;
  try {
    const answer = await fetch(`${opsUrl}/metrics`, { signal: AbortSignal.timeout(5000) });
    const text = answer.ok ? await answer.text() : '';
    const [attempts, hedges] = [byUpstream(text, 'attempts'), byUpstream(text, 'hedges')];
    return Object.fromEntries(
      Object.entries(attempts).map(([name, count]) => [name, { attempts: count, hedges: hedges[name] ?? 0 }]),
    );
  } catch {
    return undefined;
  }
}

/**
 * Calls of upstreams for each page of an arm; undefined where they aren't known. A page tells of the calls that it waited for. With the gateway's
 * own counts the second attempts are `hedged`'s, and what remains that no page tells of is `cached`'s: calls that
 * it shares between pages, or makes when the page has left. Other load on the gateway at the time would be counted there. Upstreams
 * that no page tells of, such as those that are polled, count for nobody.
 */
export function callsPerPage(
  name: string,
  records: Readonly<Record<string, ArmRecord>>,
  before: Counted | undefined,
  after: Counted | undefined,
): number | undefined {
  const record = records[name];
  if (!record || record.pages === 0 || Object.keys(record.sources).length === 0) return undefined;
  if (!before || !after) return UNTOLD.includes(name) ? undefined : record.calls / record.pages;
  const all = Object.values(records);
  const upstreams = new Set(all.flatMap(({ sources }) => Object.keys(sources)));
  const made = (what: 'attempts' | 'hedges') =>
    [...upstreams].reduce((sum, each) => sum + (after[each]?.[what] ?? 0) - (before[each]?.[what] ?? 0), 0);
  const told = all.reduce((sum, { calls }) => sum + calls, 0);
  const untold = made('attempts') - made('hedges') - told;
  const more = name === 'hedged' ? made('hedges') : name === 'cached' ? Math.max(-record.calls, untold) : 0;
  return (record.calls + more) / record.pages;
}

function byUpstream(metrics: string, what: 'attempts' | 'hedges'): Record<string, number> {
  const line = new RegExp(`^upstream_${what}_total\\{(?:.*,)?upstream="([^"]*)".*\\} (\\S+)`, 'gm');
  return Object.fromEntries(
    [...metrics.matchAll(line)].map(([, name, count]) => [String(name), Number(count)]),
  );
}
