import { CLIENT_KEEP_ALIVE } from '@frontpage/shared/listen.ts';
import { Agent } from 'undici';
import { type ArmRecord, createRecord, percentile, recordPage } from './arm-record.ts';
import { reportArm } from './arm-report.ts';
import { type Arm, armsOf, checkArms, type Where } from './arms.ts';
import { type Arrivals, arrivalsOf } from './arrivals.ts';
import { arePaired } from './comparable.ts';
import { fetchPage, type PageOutcome } from './fetch-page.ts';
import { findingOf } from './finding.ts';
import { type LoadReport, openLoop } from './open-loop.ts';
import { baselineOf, type Plan } from './plan.ts';
import type { ArmReport, Report } from './report.ts';
import { callsPerPage, readCounted } from './upstream-calls.ts';
import { warningsOf } from './warnings.ts';

/** How an experiment is bounded, whatever its plan says. */
const LIMITS = {
  /** Pages under way at once. */
  maxInFlight: 1000,
  /** How long a page is waited for, in milliseconds from when it was due. */
  page: 30_000,
};

export type Progress = {
  readonly phase: 'warm-up' | 'load' | 'summing up';
  readonly sent: number;
  readonly pages: number;
  readonly inFlight: number;
  readonly arms: Readonly<Record<string, ArmProgress>>;
};

type ArmProgress = {
  readonly pages: number;
  readonly errors: number;
  readonly p50: number | null;
  readonly p99: number | null;
  /** The median of the pages that have come since the last time. */
  readonly recent: number | null;
};

type Watch = {
  readonly signal: AbortSignal;
  /** Told of the progress while it runs, every `every` milliseconds. */
  readonly onProgress?: (progress: Progress) => void;
  readonly every?: number;
  readonly limits?: typeof LIMITS;
};

/**
 * Runs an experiment. One that is cancelled under way gives a report of what there was until then.
 *
 * @throws ExperimentError where an arm can't be asked for its page.
 */
export async function runExperiment(plan: Plan, where: Where, watch: Watch): Promise<Report> {
  const { signal, limits = LIMITS } = watch;
  const arms = armsOf(plan, where);
  const startedAt = new Date().toISOString();
  const begun = performance.now();
  const timeouts = { headersTimeout: 0, bodyTimeout: 0, connect: { timeout: limits.page } };
  const keepAlive = { keepAliveTimeout: CLIENT_KEEP_ALIVE, keepAliveMaxTimeout: CLIENT_KEEP_ALIVE };
  const agent = new Agent({ ...timeouts, ...keepAlive });
  try {
    const lab = await checkArms(agent, arms, plan, signal);
    if (plan.warmUp > 0) await runPhase({ phase: 'warm-up', plan, arms, agent, watch });
    const before = await readCounted(where.gatewayOps);
    const { records, load } = await runPhase({ phase: 'load', plan, arms, agent, watch });
    const after = await readCounted(where.gatewayOps);
    watch.onProgress?.({
      ...progressOf(records),
      phase: 'summing up',
      sent: load.sent,
      pages: load.sent,
      inFlight: 0,
    });
    const calls = (name: string) => callsPerPage(name, records, before, after);
    const reports = await reportArms(plan, records, calls);
    const paired = arePaired(plan, lab, reports);
    const common = { plan, paired, baseline: baselineOf(plan), arms: reports, generator: generatorOf(load) };
    const warnings = warningsOf({ ...common, lab, limits, load });
    const tookMs = Math.round(performance.now() - begun);
    return {
      version: 1,
      startedAt,
      tookMs,
      ended: load.ended,
      finding: findingOf(common),
      warnings,
      ...common,
    };
  } finally {
    await agent.destroy();
  }
}

type PhaseOptions = {
  readonly phase: 'warm-up' | 'load';
  readonly plan: Plan;
  readonly arms: readonly Arm[];
  readonly agent: Agent;
  readonly watch: Watch;
};

async function runPhase({ phase, plan, arms, agent, watch }: PhaseOptions) {
  const { signal, onProgress = () => {}, every = 250, limits = LIMITS } = watch;
  const arrivals = arrivalsOf(plan, phase);
  const records = Object.fromEntries(arms.map(({ name }) => [name, createRecord(arrivals.seeds.length)]));
  const state = { sent: 0, inFlight: 0 };
  const tell = () => onProgress({ phase, ...state, pages: arrivals.at.length, ...progressOf(records) });
  const timer = setInterval(tell, every);
  try {
    const load = await openLoop({
      at: arrivals.at,
      maxInFlight: limits.maxInFlight,
      drain: limits.page + 1000,
      signal,
      onChange(sent, inFlight) {
        Object.assign(state, { sent, inFlight });
      },
      async send(i, due, giveUp) {
        const { arm, round, request } = requestOf(arrivals, arms, i);
        const outcome = await fetchPage(agent, { ...request, due, limit: limits.page, signal: giveUp });
        const record = records[arm];
        if (record && !cancelled(outcome)) recordPage(record, round, arrivals.at[i] ?? 0, outcome);
      },
    });
    tell();
    return { records, load };
  } finally {
    clearInterval(timer);
  }
}

function requestOf(arrivals: Arrivals, arms: readonly Arm[], i: number) {
  const arm = arms[arrivals.arm[i] ?? 0] as Arm;
  const round = arrivals.round[i] ?? 0;
  return {
    arm: arm.name,
    round,
    request: { url: arm.url(round), headers: arm.headers(arrivals.seeds[round] ?? 0) },
  };
}

// What was under way when the experiment was cancelled says nothing.
function cancelled({ error }: PageOutcome): boolean {
  return error === 'cancelled';
}

function progressOf(records: Readonly<Record<string, ArmRecord>>): Pick<Progress, 'arms'> {
  const arms = Object.entries(records).map(([name, { pages, errors, whole, recent }]) => [
    name,
    {
      pages,
      errors: Object.values(errors).reduce((sum, count) => sum + count, 0),
      p50: percentile(whole, 50) ?? null,
      p99: percentile(whole, 99) ?? null,
      recent: medianOf(recent.splice(0)),
    },
  ]);
  return { arms: Object.fromEntries(arms) };
}

function medianOf(values: number[]): number | null {
  return values.sort((a, b) => a - b)[Math.floor((values.length - 1) / 2)] ?? null;
}

async function reportArms(
  plan: Plan,
  records: Readonly<Record<string, ArmRecord>>,
  calls: (name: string) => number | undefined,
): Promise<Record<string, ArmReport>> {
  const { seed, duration } = plan;
  const baseline = records[baselineOf(plan)];
  const reports: Record<string, ArmReport> = {};
  for (const [name, record] of Object.entries(records)) {
    reports[name] = await reportArm(record, { baseline, seed, duration, callsPerPage: calls(name) });
  }
  return reports;
}

function generatorOf({ sent, unsent, heldBack, lag }: LoadReport): Report['generator'] {
  const at = (q: number) => {
    const value = lag[Math.max(0, Math.ceil(q * lag.length) - 1)];
    return value === undefined ? null : Math.round(value * 1000) / 1000;
  };
  return { sent, unsent, heldBack, lag: { p50: at(0.5), p99: at(0.99), max: at(1) } };
}
