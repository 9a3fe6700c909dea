/**
 * What the gateway costs and how it bears load, beside the floor and what others would write, on this machine, in one run.
 *
 *     npm run bench                        every section: about twenty minutes
 *     npm run bench -- --only cost,growth  some of them
 *     npm run bench -- --short             small rounds, for a look at whether all is well
 *
 * Exits with 1 where `concurrent` passes 2.0 times the floor's CPU or a page is wrong, and with 2 where it is asked for what isn't
 * there. Nothing that it has started outlives it.
 */

import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { cost } from './cost.ts';
import { growth } from './growth.ts';
import { inFlight } from './in-flight.ts';
import { marginal } from './marginal.ts';
import { overTheBound } from './over-the-bound.ts';
import { startUp } from './start-up.ts';

/** Each runs by itself, and gives the text of its tables. */
const sections: Readonly<Record<string, (short: boolean) => Promise<string>>> = {
  cost,
  marginal,
  'over-the-bound': overTheBound,
  'in-flight': inFlight,
  growth,
  'start-up': startUp,
};
const names = Object.keys(sections);

const { short, only } = readArgs();
// Whoever has started a process or made a folder ends or removes it on `exit`, which a signal alone would pass over.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
console.log(`${cpus().length} cores of ${cpus()[0]?.model}, Node ${process.version}`);
for (const name of only) {
  console.log(`\n${name}`);
  console.log(await sections[name]?.(short));
}

function readArgs(): { short: boolean; only: readonly string[] } {
  try {
    const { values } = parseArgs({
      options: { short: { type: 'boolean', default: false }, only: { type: 'string' } },
    });
    const only = values.only?.split(',') ?? names;
    const unknown = only.filter((name) => !names.includes(name));
    if (unknown.length > 0) throw new Error(`--only ${unknown.join(',')}: there is no such section`);
    return { short: values.short, only };
  } catch (error) {
    console.error(`${(error as Error).message}\ntakes --short, and --only with some of ${names.join(',')}`);
    process.exit(2);
  }
}
