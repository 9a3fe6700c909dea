/**
 * What a page costs: the gateway as it ships beside the floor and what others would write, on this machine, in one run.
 *
 *     npm run bench                  seven rounds, some minutes
 *     npm run bench -- --short       three small rounds; exits with 1 where `concurrent` passes 2.0 times the floor
 */

import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { contestants } from './contestants.ts';
import { measureInTurn } from './measure.ts';
import { report } from './report.ts';

const { values } = parseArgs({ options: { short: { type: 'boolean', default: false } } });
const size = values.short ? { rounds: 3, pages: 1500 } : { rounds: 7, pages: 4000 };

console.log(
  `${cpus().length} cores of ${cpus()[0]?.model}, Node ${process.version}, ${size.rounds} rounds of ${size.pages} pages each`,
);
const measured = await measureInTurn(contestants, size);
const { text, ratios } = report(measured);
console.log(text);
const LIMIT = 2;
if (values.short && (ratios.get('concurrent') ?? Number.POSITIVE_INFINITY) > LIMIT) {
  console.error(
    `concurrent takes ${ratios.get('concurrent')?.toFixed(2)} times the floor's CPU; the limit is ${LIMIT}`,
  );
  process.exitCode = 1;
}
