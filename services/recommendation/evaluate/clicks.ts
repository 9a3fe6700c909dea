import { estimateExamination, noPositionBias } from '../feedback/examination.ts';
import { biasedWorld, simulateReaders } from '../feedback/simulate.ts';

const SEEDS = [1, 2, 3, 4, 5];
const PAGES = [1000, 4000, 16_000];

const WAYS = [
  { name: 'with position correction', estimate: estimateExamination },
  { name: 'every place alike', estimate: noPositionBias },
] as const;

/** What the re-ranking makes of simulated readers' clicks, with and without position correction, as a table: means over five seeds. */
export function clicksTable(): string {
  const { world, bad, good } = biasedWorld();
  const lines = [
    'pages   ranking                   clicks a page, first and last tenth   place of the bad, the good book',
  ];
  for (const pages of PAGES) {
    for (const { name, estimate } of WAYS) {
      const outcomes = SEEDS.map((seed) => simulateReaders(world, { pages, seed, estimate }));
      const figures = [
        mean(outcomes.map(({ clicksPerPage }) => clicksPerPage[0] ?? 0)).toFixed(3),
        mean(outcomes.map(({ clicksPerPage }) => clicksPerPage.at(-1) ?? 0)).toFixed(3),
        mean(outcomes.map(({ places }) => places[bad] ?? 0)).toFixed(1),
        mean(outcomes.map(({ places }) => places[good] ?? 0)).toFixed(1),
      ];
      const [first = '', last = '', low = '', high = ''] = figures;
      lines.push(
        `${String(pages).padEnd(8)}${name.padEnd(26)}${first}  ${last}${low.padStart(32)}${high.padStart(10)}`,
      );
    }
  }
  return lines.join('\n');
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
