import { aligned } from './aligned.ts';
import { contestants } from './contestants.ts';
import { measureInTurn } from './measure.ts';
import { ratioOf, report } from './report.ts';

/** `concurrent` may take this many times the floor's CPU before the run counts as failed. */
const LIMIT = 2;

/** How many times the CPU time of another each may take. */
const TARGETS = [
  ['concurrent', 'floor', 1.6],
  ['concurrent', 'express + axios', 0.45],
  ['cached', 'floor', 1],
  ['streaming', 'concurrent', 1.3],
] as const;

/** What a page costs each contestant; the process ends with 1 where `concurrent` costs too much. */
export async function cost(short: boolean): Promise<string> {
  // Many small rounds: what drifts, drifts within seconds.
  const size = short ? { rounds: 9, pages: 500 } : { rounds: 30, pages: 1000 };
  const measured = await measureInTurn(contestants, size);
  const [ratio] = ratioOf(measured, 'concurrent', 'floor');
  const held = ratio <= LIMIT;
  if (!held) process.exitCode = 1;
  const targets = TARGETS.map(([name, to, target]) => {
    const [median, spread] = ratioOf(measured, name, to);
    return [`${name} to ${to}`, median.toFixed(2), spread, `target ${target}`];
  });
  return [
    `${size.rounds} rounds of ${size.pages} pages each`,
    report(measured),
    '',
    aligned(targets),
    `concurrent takes ${ratio.toFixed(2)} times the floor's CPU: ${held ? 'within' : 'BEYOND'} the limit of ${LIMIT}`,
  ].join('\n');
}
