import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import { readEnv } from '@frontpage/shared/env.ts';
import { createLogger } from '@frontpage/shared/logger.ts';
import { createRegistry } from '@frontpage/shared/metrics.ts';
import { gatewayEnv } from '../config.ts';
import { gatewayMetrics } from '../metrics.ts';
import type { CallRequest } from '../upstreams/call.ts';
import type { Upstream } from '../upstreams/upstream.ts';
import { createPrices } from './prices.ts';

test('closing ends both polls before the upstreams that they ask', async () => {
  const happened: string[] = [];
  function upstream(name: string) {
    async function plain({ path, signal }: CallRequest) {
      happened.push(`${name}: asked for ${path}`);
      await once(signal, 'abort');
      happened.push(`${name}: ended`);
      return { source: 'fallback', reason: 'aborted' };
    }
    const close = async () => happened.push(`${name}: closed`);
    return { calls: { plain }, close } as unknown as Upstream<never>;
  }
  const config = readEnv(gatewayEnv, { LOG_LEVEL: 'silent' });
  const surroundings = { metrics: gatewayMetrics(createRegistry()), log: createLogger('test', config) };
  const prices = createPrices({ sales: upstream('sales'), rates: upstream('rates') }, config, surroundings);
  await prices.close();
  assert.deepEqual(happened, [
    'sales: asked for /sales',
    'rates: asked for /rates',
    'sales: ended',
    'rates: ended',
    'sales: closed',
    'rates: closed',
  ]);
});
