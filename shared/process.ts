import type { Registry } from 'prom-client';
import { type EnvSchema, readEnv } from './env.ts';
import { ListenError } from './listen.ts';
import { createLogger, type Logger } from './logger.ts';
import { createRegistry } from './metrics.ts';
import { type App, type Server, type ServerConfig, serve } from './server.ts';
import { tidyAfterStart } from './tidy.ts';

export type Surroundings = { log: Logger; registry: Registry };

/**
 * A process' whole life: reads its environment, makes its app, serves it, and stops gracefully on SIGTERM or SIGINT,
 * or when the process that started it is gone. A second signal ends it at once.
 *
 * Exit codes: 0 after a graceful stop; 1 where the environment is faulty, a port is taken, or the app can't start,
 * with the reason on standard error. To a parent with an IPC channel it says `{ type: 'listening', … }` or
 * `{ type: 'failed', … }`.
 */
export async function runProcess<Config extends ServerConfig>(
  name: string,
  env: EnvSchema<Config>,
  createApp: (config: Config, surroundings: Surroundings) => App | Promise<App>,
): Promise<void> {
  try {
    const config = readEnv(env);
    const log = createLogger(name, config);
    const registry = createRegistry();
    const app = await createApp(config, { log, registry });
    const server = await serve(app, config, { log, registry });
    log.info(
      { port: server.port, opsPort: server.opsPort },
      `listening on ${server.url}, operations on ${server.opsUrl}`,
    );
    stopOnSignals(server, log);
    tidyAfterStart();
    tellParent({ type: 'listening', name, host: config.HOST, port: server.port, opsPort: server.opsPort });
  } catch (error) {
    fail(name, error);
  }
}

function stopOnSignals(server: Server, log: Logger): void {
  let stopping = false;
  async function stop(why: string): Promise<void> {
    if (stopping) process.exit(1);
    stopping = true;
    log.info(`stopping: ${why}`);
    await server.stop();
    log.info('stopped');
    process.exit(0);
  }
  process.on('SIGTERM', () => stop('SIGTERM'));
  process.on('SIGINT', () => stop('SIGINT'));
  // Only a parent that listens to us has this channel; when it is gone nobody else will end us.
  process.on('disconnect', () => stop('the process that started this one is gone'));
}

function fail(name: string, error: unknown): void {
  // Whatever lists its faults was written for whoever has to mend them; a stack helps nobody there.
  const expected = error instanceof ListenError || (error instanceof Error && 'faults' in error);
  const message = error instanceof Error ? error.message : String(error);
  const where = error instanceof ListenError ? { variable: error.variable, port: error.port } : {};
  console.error(`${name}: ${expected || !(error instanceof Error) ? message : error.stack}`);
  tellParent({ type: 'failed', name, message, ...where }, () => process.exit(1));
}

function tellParent(message: Record<string, unknown>, told: () => void = () => {}): void {
  if (process.send) process.send(message, undefined, undefined, told);
  else told();
}
