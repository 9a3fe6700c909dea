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
 * start after `npm ci` has neither compiled code nor data yet; a later one has both.
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
    await inFolder(async (folder) => {
      dropCompiledCode();
      cold.push(await time(folder));
      warm.push(await time(folder));
    });
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

/** The first start finds DATA_DIR empty, as it is after an installation, and the later one what the first has left there. */
async function inFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'frontpage-start-'));
  const remove = () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  process.once('exit', remove);
  try {
    await work(folder);
  } finally {
    process.off('exit', remove);
    remove();
  }
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(2);
}
