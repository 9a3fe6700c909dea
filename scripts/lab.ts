import { runLab } from '../services/lab/cli/run-lab.ts';
import { ExperimentError } from '../services/lab/engine/arms.ts';
import { startMesh } from './mesh/start-mesh.ts';

/** Experiments from a terminal: `npm run lab -- --help`. */
const interrupted = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => interrupted.abort());

process.exitCode = await runLab(process.argv.slice(2), {
  stdout: process.stdout,
  stderr: process.stderr,
  signal: interrupted.signal,
  async startMesh() {
    // A breaker that opens would keep calls from being made, and pairs from being pairs.
    const env = { LAB: 'on', LOG_LEVEL: 'warn', BREAKER_VOLUME: '1000000' };
    const mesh = await startMesh({ env }).catch((cause: Error) => {
      throw new ExperimentError(cause.message, { cause });
    });
    return { gateway: mesh.url, gatewayOps: mesh.opsUrl, stop: mesh.stop };
  },
});
