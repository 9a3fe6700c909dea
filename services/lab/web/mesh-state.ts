import { z } from 'zod';
import type { LabConfig } from '../config.ts';
import { SERVICES, type ServiceName } from '../engine/plan.ts';
import { askOperations } from './operations-client.ts';

const settingSchema = z.object({ latency: z.string(), faults: z.string() });
const serviceSchema = settingSchema.extend({ expiresAt: z.string().nullable(), start: settingSchema });

const gatewaySchema = z.object({
  PAGE_BUDGET: z.number(),
  UPSTREAM_TIMEOUT: z.number(),
  BREAKER_THRESHOLD: z.number(),
  BREAKER_VOLUME: z.number(),
  BREAKER_WINDOW: z.number(),
  BREAKER_RESET: z.number(),
  HEDGE_PERCENTILE: z.number(),
  HEDGE_BUDGET: z.number(),
  BULKHEAD_LIMIT: z.number(),
  BULKHEAD_QUEUE: z.number(),
  BLOCKING_WORKERS: z.number(),
  BLOCKING_QUEUE: z.number(),
  strategies: z.array(z.object({ name: z.string(), title: z.string(), description: z.string() })),
  breakers: z.record(z.string(), z.string()),
});

/** What the gateway says of itself: its settings in milliseconds, percent and counts, its strategies, its breakers. */
export type GatewaySettings = z.output<typeof gatewaySchema>;
type ServiceSetting = z.output<typeof serviceSchema>;

/** What the mesh is set to; null for what can't be had. */
export type MeshState = {
  readonly gateway: GatewaySettings | null;
  readonly services: Readonly<Record<ServiceName, ServiceSetting | null>>;
};

export type Mesh = {
  state(): Promise<MeshState>;
  /** Changes what a running service does to everybody, or restores what it started with. @throws ProblemError as `askOperations` */
  override(service: ServiceName, setting: object): Promise<unknown>;
  restore(service: ServiceName): Promise<unknown>;
};

/** The mesh, by its operations ports. */
export function connectMesh(config: LabConfig): Mesh {
  const operations: Record<ServiceName, string> = {
    promo: config.PROMO_OPS_URL,
    recommendation: config.RECOMMENDATION_OPS_URL,
  };
  const latencyOf = (service: ServiceName) => `${operations[service]}/latency`;
  return {
    async state() {
      const [gateway, ...settings] = await Promise.all([
        read(`${config.GATEWAY_OPS_URL}/settings`, gatewaySchema),
        ...SERVICES.map((service) => read(latencyOf(service), serviceSchema)),
      ]);
      const services = SERVICES.map((service, k) => [service, settings[k] ?? null]);
      return { gateway, services: Object.fromEntries(services) as MeshState['services'] };
    },
    override: (service, setting) =>
      askOperations(latencyOf(service), { method: 'PUT', body: JSON.stringify(setting) }),
    restore: (service) => askOperations(latencyOf(service), { method: 'DELETE' }),
  };
}

async function read<T>(url: string, schema: z.ZodType<T>): Promise<T | null> {
  try {
    return schema.parse(await askOperations(url));
  } catch {
    return null;
  }
}
