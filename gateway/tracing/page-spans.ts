import {
  type Attributes,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import type { Fragment } from '../home/fragment.ts';
import type { Page } from '../home/page.ts';

/** A span's times, on the clock of `performance.now()`, which OpenTelemetry takes as it is. */
type Times = { readonly start: number; readonly end: number };

/**
 * Writes down a page that has left: a span for the page, in it one for each fragment, and in those one for each attempt.
 * Everything is known by then, so that nothing has to be carried through the calls.
 */
export function recordSpans(tracer: Tracer, page: Page, fragments: readonly Fragment[], end: number): void {
  function record(
    name: string,
    parent: Span | undefined,
    times: Times,
    attributes: Attributes,
    failed: boolean,
  ): Span {
    const context = parent ? trace.setSpan(ROOT_CONTEXT, parent) : parentOf(page);
    const kind = parent ? SpanKind.CLIENT : SpanKind.SERVER;
    const span = tracer.startSpan(name, { startTime: times.start, attributes, kind }, context);
    if (failed) span.setStatus({ code: SpanStatusCode.ERROR });
    span.end(times.end);
    return span;
  }
  const { strategy, start, requestId } = page;
  const whole = record(
    `page ${strategy}`,
    undefined,
    { start, end },
    { strategy, 'request.id': requestId },
    false,
  );
  for (const fragment of fragments) {
    const { upstream, source, reason = '', attempts } = fragment;
    const part = record(
      `fragment ${upstream}`,
      whole,
      fragment,
      { upstream, source, reason },
      source === 'fallback',
    );
    for (const { attempt, start, end = fragment.end, outcome = 'aborted' } of attempts) {
      // A hedge's loser is aborted because the other was sooner: that is no error.
      const failed = outcome !== 'ok' && outcome !== 'aborted';
      record(`attempt ${upstream}`, part, { start, end }, { upstream, attempt, outcome }, failed);
    }
  }
}

/** The caller's span, where the page continues its trace. */
function parentOf({ trace: { traceId, parentId, flags } }: Page) {
  if (parentId === undefined) return ROOT_CONTEXT;
  const traceFlags = Number.parseInt(flags, 16);
  return trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId: parentId, traceFlags, isRemote: true });
}
