import { rankByPopularity } from '../model/model.ts';
import { type ModelName, models } from '../model/models.ts';
import { measure, type Quality } from './measure.ts';
import { atRandom, byModel, byPopularity, exploring } from './rankers.ts';
import type { Split } from './split.ts';

/** One way to rank, measured on each split. */
export type Row = {
  name: string;
  qualities: readonly Quality[];
  /** The mean time to learn, where there is something to learn. */
  trainMs?: number;
};

/** How many seeds the random ranking is the mean of. */
const RANDOM_SEEDS = [1, 2, 3, 4, 5];

/** Measures the named models, and chance and popularity before them, on every split. */
export function compareOn(splits: readonly Split[], names: readonly ModelName[]): Row[] {
  const popular = splits.map((split) => measure(split, byPopularity(rankByPopularity(split.train))));
  return [
    { name: 'random', qualities: splits.map(measureRandom) },
    { name: 'popularity', qualities: popular },
    ...names.flatMap((name) => rowsOf(name, splits)),
  ];
}

/** The rows as a table: means over the splits, with the standard error where there are several. */
export function tableOf(rows: readonly Row[]): string {
  const cells = rows.map(({ name, qualities, trainMs }) => [
    name,
    figure(qualities.map(({ hitRate }) => hitRate)),
    figure(qualities.map(({ ndcg }) => ndcg)),
    figure(qualities.map(({ coverage }) => coverage)),
    trainMs === undefined ? '' : `${trainMs.toFixed(0)} ms`,
  ]);
  const lines = [['', 'hit rate@10', 'NDCG@10', 'coverage', 'training'], ...cells];
  const widthOf = (column: number) => Math.max(...lines.map((line) => line[column]?.length ?? 0));
  const pad = (cell: string, column: number) =>
    column === 0 ? cell.padEnd(widthOf(column)) : cell.padStart(widthOf(column));
  return lines.map((line) => line.map(pad).join('  ').trimEnd()).join('\n');
}

/** A model by itself, and as it is served while nobody has clicked anything. */
function rowsOf(name: ModelName, splits: readonly Split[]): Row[] {
  const plain: Quality[] = [];
  const served: Quality[] = [];
  let totalMs = 0;
  for (const split of splits) {
    const start = performance.now();
    const model = models[name](split.train);
    totalMs += performance.now() - start;
    plain.push(measure(split, byModel(model)));
    served.push(measure(split, exploring(model)));
  }
  return [
    { name, qualities: plain, trainMs: totalMs / splits.length },
    { name: `${name}, exploring`, qualities: served },
  ];
}

function measureRandom(split: Split): Quality {
  const all = RANDOM_SEEDS.map((seed) => measure(split, atRandom(split.train.bookCount, seed)));
  return {
    hitRate: mean(all.map(({ hitRate }) => hitRate)),
    ndcg: mean(all.map(({ ndcg }) => ndcg)),
    coverage: mean(all.map(({ coverage }) => coverage)),
  };
}

function figure(values: readonly number[]): string {
  const average = mean(values);
  if (values.length < 2) return average.toFixed(4);
  const variance = values.reduce((sum, value) => sum + (value - average) ** 2, 0) / (values.length - 1);
  return `${average.toFixed(4)} ± ${Math.sqrt(variance / values.length).toFixed(4)}`;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
