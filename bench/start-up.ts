import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { meshRows } from '../scripts/mesh/processes.ts';
import { aligned } from './aligned.ts';
import { median } from './median.ts';
import { dropCompiledCode, timeMesh, timeProcess } from './start-up-measure.ts';

/** The longest that each may take, in milliseconds. */
const TARGET = { mesh: 3000, process: 1000 };

/**
 * How long `npm start` takes to its first page, and each process alone until it is ready: the text of the table. The first
 * start after `npm ci` has no compiled code yet (cold); each later one has (warm).
 */
export async function startUp(short: boolean): Promise<string> {
  const runs = short ? 1 : 5;
  const rows = [await startUpRow('npm start', TARGET.mesh, runs, timeMesh)];
  for (const row of meshRows) {
    rows.push(await startUpRow(row.name, TARGET.process, runs, (folder) => timeProcess(row, folder)));
  }
  const headings = ['', 'first start', 'later starts', 'spread', 'target'];
  const text = `from the command to the first page, and from each process' start to its readiness; medians of ${runs}`;
  return [text, aligned([headings, ...rows])].join('\n');
}

type Time = (folder: string) => Promise<number>;

async function startUpRow(name: string, target: number, runs: number, time: Time): Promise<string[]> {
  const cold: number[] = [];
  const warm: number[] = [];
  for (let run = 0; run < runs; run++) {
    dropCompiledCode();
    cold.push(await inFolder(time));
    warm.push(await inFolder(time));
  }
  const spread = [Math.min(...warm), Math.max(...warm)].map(seconds).join('-');
  const missed = median(warm) > target || median(cold) > target;
  return [
    name,
    `${seconds(median(cold))} s`,
    `${seconds(median(warm))} s`,
    spread,
    `${target / 1000} s${missed ? ', missed' : ''}`,
  ];
}

/** Each run finds DATA_DIR empty, as it is after an installation. */
async function inFolder(time: Time): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'frontpage-start-'));
  try {
    return await time(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(2);
}
