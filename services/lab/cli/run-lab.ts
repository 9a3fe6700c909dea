import { writeFileSync } from 'node:fs';
import { ExperimentError, type Where } from '../engine/arms.ts';
import { toCsv } from '../engine/csv.ts';
import { runExperiment } from '../engine/experiment.ts';
import type { Report } from '../engine/report.ts';
import { type LabOptions, readOptions, UsageError } from './options.ts';
import { progressBar } from './progress-bar.ts';
import { tableOf } from './table.ts';
import { usage } from './usage.ts';

type Terminal = { write(text: string): unknown; isTTY?: boolean; columns?: number };

type Surroundings = {
  readonly stdout: Terminal;
  readonly stderr: Terminal;
  /** Aborts when the experiment is interrupted. */
  readonly signal: AbortSignal;
  /** Starts a mesh for the experiment where none is named. */
  readonly startMesh: () => Promise<Required<Where> & { stop(): Promise<void> }>;
};

/** `npm run lab`. @returns the exit code, as its help says. */
export async function runLab(args: readonly string[], surroundings: Surroundings): Promise<number> {
  const { stdout, stderr, signal } = surroundings;
  try {
    if (args.includes('--help') || args.includes('-h')) {
      stdout.write(`${usage}\n`);
      return 0;
    }
    const options = readOptions(args);
    const report = await experiment(options, surroundings);
    write(report, options, stdout);
    const broken = options.assertions.filter(({ holds }) => !holds(report.arms));
    for (const { text } of broken) stderr.write(`does not hold: ${text}\n`);
    if (signal.aborted) return 130;
    return broken.length > 0 ? 1 : 0;
  } catch (error) {
    if (signal.aborted) return 130;
    if (error instanceof UsageError) {
      stderr.write(`${error.message}\nnpm run lab -- --help says what it takes\n`);
      return 2;
    }
    const { message, stack } = error as Error;
    stderr.write(`${error instanceof ExperimentError ? message : stack}\n`);
    return 3;
  }
}

async function experiment({ plan, gateway, ops }: LabOptions, surroundings: Surroundings): Promise<Report> {
  const { stderr, signal, startMesh } = surroundings;
  const mesh = gateway === undefined && plan.strategies.length > 0 ? await startMesh() : undefined;
  const bar = stderr.isTTY ? progressBar(stderr) : undefined;
  try {
    const where = mesh ?? { gateway: gateway ?? '', gatewayOps: ops };
    return await runExperiment(plan, where, { signal, ...(bar && { onProgress: bar.draw }) });
  } finally {
    bar?.clear();
    await mesh?.stop();
  }
}

function write(report: Report, { format, out }: LabOptions, stdout: Terminal): void {
  const json = `${JSON.stringify(report, null, 2)}\n`;
  const texts = {
    json: () => json,
    csv: () => toCsv(report),
    table: () => tableOf(report, stdout.isTTY ?? false),
  };
  stdout.write(texts[format]());
  if (out !== undefined) writeFileSync(out, json);
}
