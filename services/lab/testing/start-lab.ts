import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { startApp } from '../../../test/support/service.ts';
import { createLab } from '../app.ts';
import { labEnv } from '../config.ts';
import { startFakeGateway } from './fake-gateway.ts';
import { startFakeOperations } from './fake-operations.ts';

/** The lab before a gateway and a promo of the test's own; its recommendation can't be reached. */
export async function startLab(t: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), 'lab-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const [gateway, operations] = [await startFakeGateway(t), await startFakeOperations(t)];
  const lab = await startApp(t, labEnv, createLab, {
    DATA_DIR: folder,
    GATEWAY_URL: gateway.url,
    GATEWAY_OPS_URL: operations.url,
    PROMO_OPS_URL: operations.url,
    RECOMMENDATION_OPS_URL: 'http://127.0.0.1:9',
  });
  const ask = (path: string, method = 'GET', body?: unknown, headers: Record<string, string> = {}) =>
    fetch(`${lab.url}${path}`, {
      method,
      headers: { 'content-type': 'application/json', ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  return { lab, gateway, operations, ask };
}

/** An experiment that is over in a moment. */
export const shortPlan = {
  strategies: ['sequential', 'concurrent'],
  rate: 50,
  duration: 200,
  warmUp: 0,
  seed: 1,
};
