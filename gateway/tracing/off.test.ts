import assert from 'node:assert/strict';
import { registerHooks } from 'node:module';
import { test } from 'node:test';

const loaded: string[] = [];
registerHooks({
  load(url, context, next) {
    // The interface without anything behind it is prom-client's, in every process.
    if (/@opentelemetry\/(?!api\/)/.test(url)) loaded.push(url);
    return next(url, context);
  },
});
// After the hook, so that it sees all that the gateway loads.
const { healthy, startGateway, startUpstream } = await import('../../test/support/gateway.ts');

test('nothing of OpenTelemetry is loaded unless spans are to be sent', async (t) => {
  const promo = await startUpstream(t, healthy.promo);
  const env = { PROMO_URL: promo.url, RECOMMENDATION_URL: promo.url };
  const gateway = await startGateway(t, env);
  assert.equal((await fetch(gateway.url)).status, 200);
  assert.deepEqual(loaded, []);

  await startGateway(t, { ...env, OTEL_EXPORTER_OTLP_ENDPOINT: promo.url });
  assert.notDeepEqual(loaded, []);
});
