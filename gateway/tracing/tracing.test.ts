import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type TestContext, test } from 'node:test';
import { healthy, startGateway, startUpstream } from '../../test/support/gateway.ts';

type Span = {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  kind: number;
  startTimeUnixNano: string;
  endTimeUnixNano: string;
  status: { code?: number };
  attributes: { key: string; value: { stringValue?: string; intValue?: number } }[];
};

const TRACE_ID = '0af7651916cd43dd8448eb211c80319c';
const PARENT_ID = 'b7ad6b7169203331';

test('a page is a trace of its fragments and their attempts, and continues its caller’s', async (t) => {
  const { gateway, spans, recommendation } = await start(t);
  recommendation.behave = (_req, res) => res.writeHead(500).end();
  const response = await fetch(`${gateway.url}/home/sequential`, {
    headers: { traceparent: `00-${TRACE_ID}-${PARENT_ID}-01` },
  });
  await response.text();
  await gateway.stop();

  assert.deepEqual(
    new Set(spans.map(({ name }) => name)),
    new Set([
      'page sequential',
      'fragment promo',
      'fragment recommendation',
      'attempt promo',
      'attempt recommendation',
    ]),
  );
  assert.ok(spans.every(({ traceId }) => traceId === TRACE_ID));
  const of = (name: string) => spans.find((span) => span.name === name) as Span;
  assert.equal(of('page sequential').parentSpanId, PARENT_ID);
  for (const upstream of ['promo', 'recommendation']) {
    const fragment = of(`fragment ${upstream}`);
    assert.equal(fragment.parentSpanId, of('page sequential').spanId);
    assert.equal(of(`attempt ${upstream}`).parentSpanId, fragment.spanId);
    assert.ok(BigInt(fragment.startTimeUnixNano) <= BigInt(fragment.endTimeUnixNano));
  }
  assert.ok(Math.abs(Number(of('page sequential').startTimeUnixNano) / 1e6 - Date.now()) < 60_000);
  assert.deepEqual(attributesOf(of('fragment recommendation')), {
    upstream: 'recommendation',
    source: 'fallback',
    reason: 'status',
  });
  assert.deepEqual(
    [of('fragment promo'), of('fragment recommendation'), of('attempt recommendation')].map(
      ({ status }) => status.code ?? 0,
    ),
    [0, 2, 2],
  );
  assert.equal(attributesOf(of('attempt promo')).outcome, 'ok');
});

test('the page’s span is the one that its calls carried on, and a share of none records nothing; both say so', async (t) => {
  const recorded = await start(t);
  let carried = '';
  recorded.promo.behave = (req, res) => {
    carried = String(req.headers.traceparent);
    healthy.promo(req, res);
  };
  await (await fetch(recorded.gateway.url)).text();
  await recorded.gateway.stop();
  assert.equal(recorded.spans[0]?.traceId, carried.split('-')[1]);
  assert.match(carried, /-01$/);

  const unrecorded = await start(t, { TRACES_SHARE: '0' });
  unrecorded.promo.behave = recorded.promo.behave;
  await (await fetch(unrecorded.gateway.url)).text();
  await unrecorded.gateway.stop();
  assert.deepEqual(unrecorded.spans, []);
  assert.match(carried, /-00$/);
});

test('a collector that is not there costs no page and no stop', async (t) => {
  const promo = await startUpstream(t, healthy.promo);
  const gateway = await startGateway(t, {
    PROMO_URL: promo.url,
    RECOMMENDATION_URL: promo.url,
    OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1',
  });
  assert.equal((await fetch(gateway.url)).status, 200);
  await gateway.stop();
});

test('a collector that never answers costs no page, and no more than seconds of the stop', async (t) => {
  const asked = Promise.withResolvers<void>();
  const collector = createServer(() => asked.resolve());
  await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve));
  t.after(() => collector.close().closeAllConnections());
  const promo = await startUpstream(t, healthy.promo);
  const gateway = await startGateway(t, {
    PROMO_URL: promo.url,
    RECOMMENDATION_URL: promo.url,
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${(collector.address() as AddressInfo).port}`,
  });
  // More spans than one batch has, so that one is on its way while others wait.
  for (let n = 0; n < 150; n++) assert.equal((await fetch(gateway.url)).status, 200);
  const stopping = gateway.stop();
  await asked.promise;
  await stopping;
});

async function start(t: TestContext, env: Record<string, string> = {}) {
  const spans: Span[] = [];
  const collector = createServer(async (req, res) => {
    const { resourceSpans } = JSON.parse(Buffer.concat(await req.toArray()).toString());
    for (const { scopeSpans } of resourceSpans) for (const scope of scopeSpans) spans.push(...scope.spans);
    res.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  });
  await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve));
  t.after(() => collector.close());
  const [promo, recommendation] = await Promise.all([
    startUpstream(t, healthy.promo),
    startUpstream(t, healthy.recommendation),
  ]);
  const gateway = await startGateway(t, {
    PROMO_URL: promo.url,
    RECOMMENDATION_URL: recommendation.url,
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${(collector.address() as AddressInfo).port}`,
    ...env,
  });
  return { gateway, spans, promo, recommendation };
}

function attributesOf({ attributes }: Span): Record<string, unknown> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, value.stringValue ?? value.intValue]));
}
