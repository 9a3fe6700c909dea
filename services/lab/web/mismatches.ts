import { delayAt } from '@frontpage/shared/latency/distributions.ts';
import { parseProfile } from '@frontpage/shared/latency/profile.ts';
import { refuseRecording } from '@frontpage/shared/latency/recording.ts';
import { type Plan, SERVICES, type ServiceName } from '../engine/plan.ts';
import type { GatewaySettings, MeshState } from './mesh-state.ts';

type PlannedLoad = Pick<Plan, 'strategies' | 'rate' | 'latency' | 'faults'>;

/** What in a plan and the gateway's settings doesn't go together, in plain words. */
export function mismatchesOf(plan: PlannedLoad, { gateway, services }: MeshState): string[] {
  if (!gateway) return [];
  const delays = SERVICES.flatMap((service) => {
    const text = plan.latency[service] ?? services[service]?.latency;
    return text === undefined ? [] : [{ service, at: quantileOf(text) }];
  });
  return [
    ...timeouts(gateway, delays),
    ...hedges(gateway, delays, plan),
    ...breakers(gateway, plan, services),
    ...blocking(gateway, delays, plan),
  ];
}

type Delays = readonly { service: ServiceName; at: (q: number) => number }[];

function timeouts(
  { UPSTREAM_TIMEOUT: timeout, PAGE_BUDGET: budget }: GatewaySettings,
  delays: Delays,
): string[] {
  const above =
    timeout >= budget
      ? [
          `UPSTREAM_TIMEOUT, ${timeout} ms, is not below PAGE_BUDGET, ${budget} ms: an upstream that hangs is cut off by the page's budget, and never opens its breaker.`,
        ]
      : [];
  const slow = delays.filter(({ at }) => at(0.5) >= timeout).map(({ service }) => service);
  return slow.length === 0
    ? above
    : [
        ...above,
        `Half of all calls of ${slow.join(' and ')} take longer than UPSTREAM_TIMEOUT, ${timeout} ms: expect fallbacks, not latencies.`,
      ];
}

function hedges(gateway: GatewaySettings, delays: Delays, { strategies }: PlannedLoad): string[] {
  if (!strategies.includes('hedged')) return [];
  const { HEDGE_PERCENTILE: percent, UPSTREAM_TIMEOUT: timeout } = gateway;
  return delays
    .filter(({ at }) => at(percent / 100) >= timeout)
    .map(({ service, at }) => {
      const delay = Math.round(at(percent / 100));
      return `hedged would ask ${service} a second time after its p${percent}, ${delay} ms, but gives up at UPSTREAM_TIMEOUT, ${timeout} ms: there is never a hedge.`;
    });
}

/** Pages of these make no call, or none that can be counted on. */
const WITHOUT_CALLS = ['cached'];

function breakers(gateway: GatewaySettings, plan: PlannedLoad, services: MeshState['services']): string[] {
  const { BREAKER_VOLUME: volume, BREAKER_WINDOW: window, BREAKER_THRESHOLD: threshold } = gateway;
  const calling = plan.strategies.filter((name) => !WITHOUT_CALLS.includes(name)).length;
  const calls = (plan.rate * calling * window) / 1000;
  if (calling > 0 && calls < volume) {
    return [
      `At this rate an upstream gets ${Math.round(calls)} calls within BREAKER_WINDOW, ${window} ms; its breaker needs BREAKER_VOLUME, ${volume}, and can't open.`,
    ];
  }
  const faulty = SERVICES.filter(
    (service) => (plan.faults[service] ?? services[service]?.faults ?? 'none') !== 'none',
  );
  return faulty.length === 0 || calling === 0
    ? []
    : [
        `Where ${threshold} % of the calls of ${faulty.join(' or ')} fail its breaker opens. While it is open no call is made, and nothing is drawn.`,
      ];
}

function blocking(gateway: GatewaySettings, delays: Delays, plan: PlannedLoad): string[] {
  if (!plan.strategies.includes('blocking')) return [];
  const { BLOCKING_WORKERS: workers } = gateway;
  const perPage = delays.reduce((sum, { at }) => sum + meanOf(at), 0);
  const most = (1000 * workers) / perPage;
  return plan.rate <= most
    ? []
    : [
        `blocking has ${workers} workers, and a page holds one for ${Math.round(perPage)} ms: they make ${most.toFixed(1)} pages a second at most. Beyond that its line grows until pages are refused.`,
      ];
}

function quantileOf(text: string): (q: number) => number {
  const profile = parseProfile(text, 'latency', refuseRecording);
  return (q) => delayAt(profile, q);
}

const STEPS = 1000;

function meanOf(at: (q: number) => number): number {
  return (
    Array.from({ length: STEPS }, (_, k) => at((k + 0.5) / STEPS)).reduce((sum, ms) => sum + ms, 0) / STEPS
  );
}
