import type { TestContext } from 'node:test';
import { type EnvSchema, readEnv } from '@frontpage/shared/env.ts';
import { createLogger } from '@frontpage/shared/logger.ts';
import { createRegistry } from '@frontpage/shared/metrics.ts';
import type { Surroundings } from '@frontpage/shared/process.ts';
import { type App, type ServerConfig, serve } from '@frontpage/shared/server.ts';

/** A real process' app on free ports of loopback, with these variables set; it stops when the test ends. */
export async function startApp<Config extends ServerConfig>(
  t: TestContext,
  schema: EnvSchema<Config>,
  createApp: (config: Config, surroundings: Surroundings) => App | Promise<App>,
  env: Record<string, string> = {},
) {
  const config = readEnv(schema, { PORT: '0', OPS_PORT: '0', LOG_LEVEL: 'silent', ...env });
  const surroundings = { log: createLogger('test', config), registry: createRegistry() };
  const server = await serve(await createApp(config, surroundings), config, surroundings);
  t.after(() => server.stop());
  return server;
}
