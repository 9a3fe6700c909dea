import { contestants } from './contestants.ts';
import { measureInTurn } from './measure.ts';
import { report } from './report.ts';

/** `concurrent` may take this many times the floor's CPU before the run counts as failed. */
const LIMIT = 2;

/** What a page costs each contestant; the process ends with 1 where `concurrent` costs too much. */
export async function cost(short: boolean): Promise<string> {
  // Many small rounds: what drifts, drifts within seconds.
  const size = short ? { rounds: 9, pages: 500 } : { rounds: 30, pages: 1000 };
  const { text, ratios } = report(await measureInTurn(contestants, size));
  const ratio = ratios.get('concurrent') ?? Number.NaN;
  const held = ratio <= LIMIT;
  if (!held) process.exitCode = 1;
  return [
    `${size.rounds} rounds of ${size.pages} pages each`,
    text,
    `concurrent takes ${ratio.toFixed(2)} times the floor's CPU: ${held ? 'within' : 'BEYOND'} the limit of ${LIMIT}`,
  ].join('\n');
}
