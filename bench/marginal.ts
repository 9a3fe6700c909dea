import { measureInTurn } from './measure.ts';
import { median } from './median.ts';

const path = '/home/concurrent';
const whole = { name: 'whole', main: 'bench/contestants/fragments.ts', path };
const without = { name: 'without', main: 'bench/contestants/without.ts', path };

/** What circuit breaker, metrics, deadline and timing cost a page together: the same page with and without them. */
export async function marginal(short: boolean): Promise<string> {
  const size = short ? { rounds: 9, pages: 500 } : { rounds: 40, pages: 1000 };
  const measured = await measureInTurn([without, whole], size);
  const costs = ({ name }: { name: string }) => (measured.get(name) ?? []).map(({ cpuMicros }) => cpuMicros);
  const [bare, full] = [costs(without), costs(whole)];
  const differences = full.map((micros, round) => micros - (bare[round] ?? Number.NaN)).sort((a, b) => a - b);
  return [
    `CPU a page, ${size.rounds} rounds of ${size.pages} pages: ${median(full).toFixed(0)} µs with breaker, metrics, deadline and timing, ${median(bare).toFixed(0)} µs without`,
    `together they cost ${median(differences).toFixed(0)} µs (${differences[0]?.toFixed(0)} to ${differences.at(-1)?.toFixed(0)}); the target is 30 µs`,
  ].join('\n');
}
