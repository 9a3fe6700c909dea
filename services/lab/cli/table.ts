import { styleText } from 'node:util';
import type { Difference } from '../engine/bootstrap.ts';
import type { ArmReport, Report } from '../engine/report.ts';

type Column = { readonly title: string; readonly cell: (arm: ArmReport) => string };

/** The table for a terminal, each line of it, with what was found above. */
export function tableOf(report: Report, colour: boolean): string {
  const { arms, baseline, finding, warnings, plan, generator } = report;
  const rows = Object.entries(arms).map(([name, arm]) => [
    name,
    ...columnsFor(baseline).map(({ cell }) => cell(arm)),
  ]);
  const titles = ['', ...columnsFor(baseline).map(({ title }) => title)];
  const widths = titles.map((title, k) => Math.max(title.length, ...rows.map((row) => row[k]?.length ?? 0)));
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, k) => (k === 0 ? cell.padEnd(widths[k] ?? 0) : cell.padStart(widths[k] ?? 0)))
      .join('  ');
  const paint = (style: 'bold' | 'yellow' | 'dim', text: string) =>
    colour ? styleText(style, text, { validateStream: false }) : text;
  return [
    paint('bold', finding),
    ...warnings.map((warning) => paint('yellow', warning)),
    '',
    paint('dim', line(titles)),
    ...rows.map(line),
    '',
    paint(
      'dim',
      `milliseconds; seed ${plan.seed}; ${plan.rate} pages a second each; half of the pages were sent ${milliseconds(generator.lag.p50)} ms late at most; – is no figure, or too few pages for one`,
    ),
    '',
  ].join('\n');
}

function columnsFor(baseline: string): Column[] {
  return [
    { title: 'pages', cell: ({ pages }) => String(pages) },
    { title: 'p50', cell: ({ ms }) => milliseconds(ms.p50) },
    { title: 'p90', cell: ({ ms }) => milliseconds(ms.p90) },
    { title: 'p99', cell: ({ ms }) => milliseconds(ms.p99) },
    { title: 'p99.9', cell: ({ ms }) => milliseconds(ms.p999) },
    { title: 'max', cell: ({ ms }) => milliseconds(ms.max) },
    { title: '1st byte', cell: ({ firstByte }) => milliseconds(firstByte.p50) },
    { title: 'overhead', cell: ({ overhead }) => milliseconds(overhead.p50) },
    { title: 'degraded', cell: ({ degraded }) => String(degraded) },
    { title: 'calls', cell: ({ callsPerPage }) => (callsPerPage === null ? '–' : callsPerPage.toFixed(2)) },
    { title: 'errors', cell: ({ errors }) => errorCell(errors) },
    { title: `p50 − ${baseline}’s (95 %)`, cell: ({ difference }) => differenceCell(difference?.p50) },
    { title: 'p99 − its (95 %)', cell: ({ difference }) => differenceCell(difference?.p99) },
  ];
}

function milliseconds(ms: number | null): string {
  if (ms === null) return '–';
  return ms < 100 ? ms.toFixed(1) : ms.toFixed(0);
}

function errorCell(errors: ArmReport['errors']): string {
  const kinds = Object.entries(errors).map(([kind, count]) => `${count} ${kind}`);
  return kinds.length === 0 ? '0' : kinds.join(', ');
}

function differenceCell(difference: Difference | undefined): string {
  if (!difference) return '';
  const { ms, low, high } = difference;
  return low === undefined || high === undefined
    ? `${signed(ms)} (?)`
    : `${signed(ms)} (${signed(low)} to ${signed(high)})`;
}

function signed(ms: number): string {
  const size = Math.abs(ms) < 100 ? Math.abs(ms).toFixed(1) : Math.abs(ms).toFixed(0);
  return `${ms < 0 ? '−' : '+'}${size}`;
}
