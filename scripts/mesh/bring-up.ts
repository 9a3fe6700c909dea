import { type Child, type Listening, StartFailure, startChild } from './child.ts';
import {
  addressOf,
  addressVariable,
  type Environment,
  environmentOf,
  hostOf,
  inRunnersNames,
  operationsVariable,
  portOf,
} from './environment.ts';
import { deathText, diesUnasked, MeshError } from './error.ts';
import type { Output } from './output.ts';
import { portFaults } from './ports.ts';
import type { ProcessRow } from './processes.ts';
import { untilReady } from './readiness.ts';

/** A process that is ready, at the addresses by which this machine reaches it. */
export type RunningProcess = { name: string; pid: number; url: string; opsUrl: string };

export type BringUp = {
  rows: readonly ProcessRow[];
  env: Environment;
  output: Output;
  /** How long a process has from its start until it is ready, in milliseconds. */
  limit: number;
  /** Every process is added here as it is started. */
  children: Child[];
  /** When aborted, no more processes are started. */
  signal: AbortSignal;
};

/** A process whose ports listen; `late` aborts when it has had its time to become ready. */
type Started = { child: Child; listening: Listening; late: AbortSignal };

/**
 * Starts all processes at once and waits until each is ready. A process waits for its upstreams only where their port
 * is 0, since its environment names them. If some fail, the others are still heard out, so that every fault of the
 * configuration is reported at once.
 *
 * @throws MeshError with every fault found. What has been started is left to the caller to stop.
 */
export async function bringUp(plan: BringUp): Promise<RunningProcess[]> {
  const portsInTheWay = await portFaults(plan.rows, plan.env);
  if (portsInTheWay.length > 0) throw new MeshError('The mesh did not start:', portsInTheWay);

  const starts = new Map<string, Promise<Started>>();
  for (const row of plan.rows) starts.set(row.name, start(row, plan, starts));
  const ready = Promise.all([...starts.values()].map(async (started) => becomeReady(await started, plan)));
  ready.catch(ignoreUntilAwaited);

  const outcomes = await Promise.allSettled(starts.values());
  const errors = new Set(
    outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : [])),
  );
  if (errors.size > 0) throw together([...errors]);
  return ready;
}

async function start(
  row: ProcessRow,
  plan: BringUp,
  starts: Map<string, Promise<Started>>,
): Promise<Started> {
  const addresses = await addressesFor(row, plan, starts);
  plan.signal.throwIfAborted();
  const child = startChild(row, environmentOf(row, plan.env, addresses), plan.output);
  plan.children.push(child);
  const late = AbortSignal.timeout(plan.limit);
  try {
    return { child, late, listening: await Promise.race([child.listening, rejectOn(late)]) };
  } catch (error) {
    throw new MeshError('The mesh did not start:', [await startFault(error, child, plan.env, late)]);
  }
}

async function addressesFor(
  row: ProcessRow,
  { rows, env }: BringUp,
  starts: Map<string, Promise<Started>>,
): Promise<Environment> {
  const addresses: Record<string, string> = {};
  async function tell(
    other: ProcessRow,
    variable: string,
    port: 'PORT' | 'OPS_PORT',
    path = '',
  ): Promise<void> {
    if (env[variable]) return;
    const known = portOf(other, port, env);
    const listening = known === 0 ? (await starts.get(other.name))?.listening : undefined;
    const chosen = port === 'PORT' ? listening?.port : listening?.opsPort;
    addresses[variable] = addressOf(other.host ?? hostOf(env), chosen ?? known) + path;
  }
  for (const other of rows) {
    if (row.upstreams.includes(other.name))
      await tell(other, addressVariable(other), 'PORT', other.toldBy?.path);
    if (row.operates?.includes(other.name)) await tell(other, operationsVariable(other), 'OPS_PORT');
  }
  return addresses;
}

async function startFault(
  error: unknown,
  child: Child,
  env: Environment,
  late: AbortSignal,
): Promise<string> {
  const { name } = child.row;
  if (error instanceof StartFailure) return `${name}: ${inRunnersNames(error.message, child.row, env)}`;
  if (late.aborted) return `${name}: does not listen, ${seconds(child)} s after its start`;
  return deathText(child, await child.ended);
}

async function becomeReady(
  { child, listening, late }: Started,
  { output }: BringUp,
): Promise<RunningProcess> {
  const { row, pid, env } = child;
  const opsUrl = addressOf(listening.host, listening.opsPort);
  const settled = new AbortController();
  let lastAnswer = 'nothing';
  const polled = untilReady(opsUrl, AbortSignal.any([late, settled.signal]), (answer) => {
    lastAnswer = answer;
  });
  try {
    await Promise.race([polled, diesUnasked(child)]);
  } catch (error) {
    if (!late.aborted) throw error;
    const fault = `${row.name}: not ready ${seconds(child)} s after its start; ${opsUrl}/readyz: ${lastAnswer}`;
    throw new MeshError('The mesh did not start:', [fault]);
  } finally {
    settled.abort();
  }
  const { port, opsPort } = listening;
  const ms = Math.round(performance.now() - child.startedAt);
  const profile = profileOf(env);
  const text = `${row.name} is ready after ${ms} ms: port ${port}, operations port ${opsPort}`;
  output.info([text, ...profile].join(', '), { name: row.name, pid, port, opsPort, readyMs: ms, profile });
  return { name: row.name, pid, url: addressOf(listening.host, port), opsUrl };
}

function profileOf(env: Environment): string[] {
  return (['LATENCY', 'FAULTS'] as const).flatMap((name) => (env[name] ? [`${name}=${env[name]}`] : []));
}

function together(errors: readonly unknown[]): unknown {
  const faults = errors.flatMap((error) => (error instanceof MeshError ? error.faults : []));
  return faults.length === 0 ? errors[0] : new MeshError('The mesh did not start:', faults);
}

function rejectOn(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}

function seconds(child: Child): string {
  return ((performance.now() - child.startedAt) / 1000).toFixed(1);
}

// Awaited after every start has been heard out, and may well have failed by then.
function ignoreUntilAwaited(): void {}
