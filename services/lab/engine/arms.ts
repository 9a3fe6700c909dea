import { LAB_HEADERS } from '@frontpage/shared/latency/header.ts';
import type { Agent } from 'undici';
import type { Plan } from './plan.ts';

/** Where the gateway is. */
export type Where = {
  readonly gateway: string;
  /** Its operations port; without it calls that no page tells of, such as hedges, aren't counted. */
  readonly gatewayOps?: string | undefined;
};

/** An experiment that can't be run as it is; the message says why, for whoever planned it. */
export class ExperimentError extends Error {
  override readonly name = 'ExperimentError';
}

/** One of the things that are compared. */
export type Arm = {
  readonly name: string;
  /** Whether it is a page of the gateway. */
  readonly own: boolean;
  readonly url: (round: number) => string;
  readonly headers: (seed: number) => Record<string, string>;
};

/** The arms of a plan, strategies first. A target of somebody else's is sent no header of ours. */
export function armsOf(plan: Plan, { gateway }: Where): readonly Arm[] {
  const setting = settingHeaders(plan);
  const own = plan.strategies.map((name) => ({
    name,
    own: true,
    url: () => `${gateway}/home/${name}`,
    headers: (seed: number) => ({ ...setting, accept: 'text/html', [LAB_HEADERS.seed]: String(seed) }),
  }));
  const others = plan.targets.map(({ name, url }) => ({
    name,
    own: false,
    url: (round: number) => url.replaceAll('{n}', String(round)),
    headers: () => ({}),
  }));
  return [...own, ...others];
}

/**
 * Asks for one page of each arm before anything is measured.
 *
 * @returns whether the gateway lets requests choose their seed; true where it isn't asked at all.
 * @throws ExperimentError that names what can't be reached, doesn't exist or takes other settings.
 */
export async function checkArms(
  agent: Agent,
  arms: readonly Arm[],
  plan: Plan,
  signal: AbortSignal,
): Promise<boolean> {
  const own = arms.find((arm) => arm.own);
  // Where the lab is on a seed that is none is refused; elsewhere nobody looks at it.
  const odd = own && (await ask(agent, own, { [LAB_HEADERS.seed]: 'none' }, signal));
  const lab = odd === undefined || odd.status === 400;
  if (!lab && Object.keys(settingHeaders(plan)).length > 0) {
    throw new ExperimentError('the gateway takes no latency or faults by header: it runs with LAB=off');
  }
  for (const arm of arms) {
    const { status, detail } = await ask(agent, arm, arm.headers(plan.seed), signal);
    const usable = arm.own ? status === 200 || status === 503 : status >= 200 && status < 300;
    if (!usable) throw new ExperimentError(`${arm.name}: ${arm.url(0)} answers ${status}${detail}`);
  }
  return lab;
}

function settingHeaders({ latency, faults }: Plan): Record<string, string> {
  const entries = (settings: Record<string, string>) =>
    Object.entries(settings).map(([service, text]) => `${service}=(${text})`);
  const [delays, wrongs] = [entries(latency), entries(faults)];
  return {
    ...(delays.length > 0 && { [LAB_HEADERS.latency]: delays.join(';') }),
    ...(wrongs.length > 0 && { [LAB_HEADERS.faults]: wrongs.join(';') }),
  };
}

const CHECK_LIMIT = 15_000;

async function ask(agent: Agent, arm: Arm, headers: Record<string, string>, signal: AbortSignal) {
  const url = new URL(arm.url(0));
  const limit = AbortSignal.any([signal, AbortSignal.timeout(CHECK_LIMIT)]);
  const accept = arm.own ? { accept: 'application/json' } : {};
  try {
    const path = url.pathname + url.search;
    const options = { origin: url.origin, path, method: 'GET', signal: limit } as const;
    const answer = await agent.request({ ...options, headers: { ...headers, ...accept } });
    return { status: answer.statusCode, detail: detailOf(await answer.body.text()) };
  } catch (cause) {
    if (signal.aborted) throw new ExperimentError('It was cancelled before it began.', { cause });
    const { code, message } = cause as { code?: string; message: string };
    throw new ExperimentError(`${arm.name}: ${url.origin} can't be reached (${code ?? message})`, { cause });
  }
}

function detailOf(body: string): string {
  try {
    const { detail } = JSON.parse(body) as { detail?: unknown };
    return typeof detail === 'string' ? `: ${detail}` : '';
  } catch {
    return '';
  }
}
