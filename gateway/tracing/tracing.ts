import { randomBytes } from 'node:crypto';
import type { Logger } from '@frontpage/shared/logger.ts';
import type { TraceContext } from '@frontpage/shared/trace-context.ts';
import type { RequestHandler } from 'express';
import type { PageObserver } from '../home/home.ts';

type Tracing = {
  readonly record: PageObserver;
  /** Tells those whom a request's calls reach that it is recorded, where it begins its trace; undefined where none is. */
  readonly mark?: RequestHandler;
  /** Sends what is left. */
  close(): Promise<void>;
};

/** While spans are to be sent nowhere, nothing of OpenTelemetry is even loaded but its interface, which prom-client brings. */
const OFF: Tracing = { record() {}, async close() {} };

/** How long one batch may take to send, repetitions and all, in milliseconds. */
const EXPORT_LIMIT = 2000;

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
  const [api, sdk, { OTLPTraceExporter }, { resourceFromAttributes }, { recordSpans }] = await Promise.all([
    import('@opentelemetry/api'),
    import('@opentelemetry/sdk-trace'),
    import('@opentelemetry/exporter-trace-otlp-http'),
    import('@opentelemetry/resources'),
    import('./page-spans.ts'),
  ]);
  const say = (message: string) => log.warn(`traces: ${message}`);
  api.diag.setLogger({ error: say, warn: say, info() {}, debug() {}, verbose() {} }, api.DiagLogLevel.WARN);

  const ids = pageIds();
  const root = new sdk.TraceIdRatioBasedSampler(share / 100);
  const recorded = ({ traceId }: TraceContext) =>
    root.shouldSample(api.ROOT_CONTEXT, traceId).decision === sdk.SamplingDecision.RECORD_AND_SAMPLED;
  const exporter = new OTLPTraceExporter({ url: `${endpoint}/v1/traces`, timeoutMillis: EXPORT_LIMIT });
  const provider = new sdk.TracerProvider({
    resource: resourceFromAttributes({ 'service.name': 'gateway' }),
    sampler: new sdk.ParentBasedSampler({ root }),
    spanProcessors: [new sdk.BatchSpanProcessor({ exporter })],
    idGenerator: ids,
  });
  const tracer = provider.getTracer('frontpage');
  log.info({ endpoint, share }, `traces go to ${endpoint}`);
  return {
    mark({ trace }, _res, next) {
      if (trace.parentId === undefined && recorded(trace)) trace.flags = '01';
      next();
    },
    record(page, { fragments }) {
      ids.use(page.trace);
      recordSpans(tracer, page, fragments, performance.now());
    },
    close: () => provider.shutdown().catch((error: Error) => say(`the last were lost: ${error.message}`)),
  };
}

/** The ids of a page's spans: the page's own are those that its calls have carried on and its log lines name. */
function pageIds() {
  let own: TraceContext | undefined;
  let first = false;
  return {
    use(trace: TraceContext): void {
      own = trace;
      first = true;
    },
    generateTraceId: () => own?.traceId ?? randomBytes(16).toString('hex'),
    generateSpanId(): string {
      const spanId = first ? own?.spanId : undefined;
      first = false;
      return spanId ?? randomBytes(8).toString('hex');
    },
  };
}
