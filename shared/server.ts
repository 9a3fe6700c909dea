import type { Express, Router } from 'express';
import type { Registry } from 'prom-client';
import { host, milliseconds, port } from './env.ts';
import { type Listener, listen } from './listen.ts';
import { type Logger, type LoggerConfig, loggerEnv } from './logger.ts';
import { operationsApp } from './operations.ts';

/** What a process hands over to be served. */
export type App = {
  /** The routes of the service port. */
  app: Express;
  /** Routes of the operations port beyond `/livez`, `/readyz` and `/metrics`. */
  operations?: Router;
  /** Why the process can't take requests now; undefined when it can. */
  notReady?: () => string | undefined;
  /** How long a request may take to arrive, body and all, in milliseconds; a minute unless set. */
  requestTimeout?: number | undefined;
  /** Lets go of what the app holds, once nothing is in flight any more. */
  close?: () => Promise<void>;
};

/** The variables that every process has; the ports' defaults are the process' own. */
export function serverEnv(ports: { service: number; operations: number }) {
  return {
    ...loggerEnv,
    HOST: host('127.0.0.1'),
    PORT: port(ports.service),
    OPS_PORT: port(ports.operations),
    STOP_LIMIT: milliseconds(10_000),
  };
}

export type ServerConfig = LoggerConfig & {
  HOST: string;
  PORT: number;
  OPS_PORT: number;
  STOP_LIMIT: number;
};

export type Server = {
  url: string;
  port: number;
  opsUrl: string;
  opsPort: number;
  /**
   * Stops gracefully: not ready any more, no new connections, what is in flight finishes within STOP_LIMIT
   * milliseconds, the app closes, and last the operations port, so that health and metrics are there to the end.
   * A second call returns the first one's promise.
   */
  stop(): Promise<void>;
};

/**
 * Serves an app on its two ports.
 *
 * @throws ListenError when one of the ports can't be had; nothing is left listening then.
 */
export async function serve(
  { app, operations, notReady = () => undefined, requestTimeout, close = async () => {} }: App,
  { HOST, PORT, OPS_PORT, STOP_LIMIT }: ServerConfig,
  { log, registry }: { log: Logger; registry: Registry },
): Promise<Server> {
  let stopping: Promise<void> | undefined;
  const readiness = () => (stopping ? 'stopping' : notReady());
  const ops = await listen(
    operationsApp({ registry, notReady: readiness, log, routes: operations }),
    HOST,
    OPS_PORT,
    'OPS_PORT',
  );
  const service = await listen(app, HOST, PORT, 'PORT', requestTimeout).catch(async (error: unknown) => {
    await ops.close(0);
    throw error;
  });

  async function stopAll(): Promise<void> {
    const cutOff = await service.close(STOP_LIMIT);
    if (cutOff > 0) log.warn({ requests: cutOff }, `cut off what was still in flight after ${STOP_LIMIT} ms`);
    await close();
    await ops.close(1000);
  }
  return {
    ...addresses(service, ops),
    stop() {
      stopping ??= stopAll();
      return stopping;
    },
  };
}

function addresses(service: Listener, ops: Listener) {
  return { url: service.url, port: service.port, opsUrl: ops.url, opsPort: ops.port };
}
