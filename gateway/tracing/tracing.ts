import { randomBytes } from 'node:crypto';
import type { Logger } from '@frontpage/shared/logger.ts';
import type { Fragment } from '../home/fragment.ts';
import type { Page } from '../home/page.ts';

type Tracing = {
  /** Writes down a page that has just left. */
  record(page: Page, fragments: readonly Fragment[]): void;
  /** Sends what is left. */
  close(): Promise<void>;
};

/** While spans are to be sent nowhere, nothing of OpenTelemetry is even loaded. */
const OFF: Tracing = { record() {}, async close() {} };

/**
 * Traces of pages by OpenTelemetry, sent by OTLP over HTTP.
 *
 * @param endpoint the collector's address (OTEL_EXPORTER_OTLP_ENDPOINT); no tracing where it is undefined
 * @param share how many of the pages that begin a trace are recorded, in percent; one that continues a trace is recorded
 *   when its caller's is
 */
export async function startTracing(
  endpoint: string | undefined,
  share: number,
  log: Logger,
): Promise<Tracing> {
  if (endpoint === undefined) return OFF;
  const [sdk, { OTLPTraceExporter }, { resourceFromAttributes }, { recordSpans }] = await Promise.all([
    import('@opentelemetry/sdk-trace'),
    import('@opentelemetry/exporter-trace-otlp-http'),
    import('@opentelemetry/resources'),
    import('./page-spans.ts'),
  ]);
  let page: Page | undefined;
  const provider = new sdk.TracerProvider({
    resource: resourceFromAttributes({ 'service.name': 'gateway' }),
    sampler: new sdk.ParentBasedSampler({ root: new sdk.TraceIdRatioBasedSampler(share / 100) }),
    spanProcessors: [
      new sdk.BatchSpanProcessor({ exporter: new OTLPTraceExporter({ url: `${endpoint}/v1/traces` }) }),
    ],
    // The page's own ids, which its calls have carried on and its log lines name.
    idGenerator: {
      generateTraceId: () => page?.trace.traceId ?? randomBytes(16).toString('hex'),
      generateSpanId() {
        const own = page?.trace.spanId ?? randomBytes(8).toString('hex');
        page = undefined;
        return own;
      },
    },
  });
  const tracer = provider.getTracer('frontpage');
  log.info({ endpoint, share }, `traces go to ${endpoint}`);
  return {
    record(recorded, fragments) {
      page = recorded;
      recordSpans(tracer, recorded, fragments, performance.now());
      page = undefined;
    },
    close: () => provider.shutdown(),
  };
}
