import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** How a stand-in for a process of the mesh behaves, for tests of the runner. */
export type Behaviour = {
  /** Gives up at its start with this message. */
  fails?: string;
  /** Never listens. */
  hangs?: boolean;
  /** How often `/readyz` answers 503 first. */
  notReady?: number;
  /** Written at its start. */
  stdout?: string;
  stderr?: string;
  /** What it does on SIGTERM: stops, or says that it won't. */
  onStop?: 'stop' | 'refuse';
};

/** Runs it. Its service port answers with its environment; its operations port has `/readyz`, and `/exit`, at which it dies. */
export async function runFake(name: string, behaviour: Behaviour): Promise<void> {
  const { fails, hangs, stdout = '', stderr = '', onStop = 'stop' } = behaviour;
  process.stdout.write(stdout);
  process.stderr.write(stderr);
  if (fails !== undefined) {
    process.send?.({ type: 'failed', name, message: fails }, () => process.exit(1));
    return;
  }
  process.on('disconnect', () => process.exit(1));
  process.on('SIGTERM', function asked() {
    log(name, onStop);
    if (onStop === 'stop') process.exit(0);
  });
  if (hangs) return;
  const [port, opsPort] = await Promise.all([
    listen('PORT', answerEnvironment),
    listen('OPS_PORT', operations()),
  ]);
  process.send?.({ type: 'listening', name, host: process.env.HOST, port, opsPort });

  function operations(): Handler {
    let left = behaviour.notReady ?? 0;
    return function answer(path) {
      if (path === '/exit') process.exit(7);
      if (path !== '/readyz') return [404, ''];
      left -= 1;
      return left >= 0 ? [503, ''] : [200, ''];
    };
  }
}

type Handler = (path: string) => [status: number, body: string];

function answerEnvironment(): [number, string] {
  return [200, JSON.stringify(process.env)];
}

async function listen(variable: string, handler: Handler): Promise<number> {
  const server: Server = createServer((req, res) => {
    const [status, body] = handler(req.url ?? '');
    res.writeHead(status).end(body);
  });
  await new Promise<void>((resolve) =>
    server.listen(Number(process.env[variable]), process.env.HOST, resolve),
  );
  return (server.address() as AddressInfo).port;
}

function log(process: string, msg: string): void {
  console.log(JSON.stringify({ level: 30, process, msg }));
}
