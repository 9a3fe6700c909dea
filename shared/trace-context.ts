import { randomFillSync } from 'node:crypto';

/** The trace that a request belongs to, and the span within it that is ours (W3C Trace Context, level 1). */
export type TraceContext = {
  /** 32 hexadecimal digits, the same in every process that the request passes through. */
  traceId: string;
  /** 16 hexadecimal digits. */
  spanId: string;
  /** The caller's span, where this continues its trace. */
  parentId?: string | undefined;
  /** Two hexadecimal digits; the last bit says whether the trace is recorded. */
  flags: string;
};

const TRACEPARENT = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;

/** Continues the caller's trace with a span of our own, or begins a trace where the header is missing or faulty. */
export function continueTrace(traceparent: string | undefined): TraceContext {
  const [, version, traceId, parentId, flags, rest] = TRACEPARENT.exec(traceparent ?? '') ?? [];
  const usable =
    traceId !== undefined &&
    flags !== undefined &&
    version !== 'ff' &&
    (version !== '00' || rest === undefined) &&
    !/^0+$/.test(traceId) &&
    !/^0+$/.test(parentId ?? '');
  // Of the flags only that of being recorded is known; the others must not be passed on.
  return usable
    ? { traceId, parentId, spanId: newSpanId(), flags: Number.parseInt(flags, 16) % 2 === 1 ? '01' : '00' }
    : { traceId: newTraceId(), spanId: newSpanId(), flags: '00' };
}

/** The header for a call made on behalf of this trace: the same trace, with a new span for the call. */
export function childTraceparent(trace: TraceContext): string {
  return `00-${trace.traceId}-${newSpanId()}-${trace.flags}`;
}

function newTraceId(): string {
  return randomHex(16);
}

function newSpanId(): string {
  return randomHex(8);
}

// A page needs several ids; drawn one by one they would cost it more than what they are for.
const drawn = Buffer.alloc(4096);
let used = drawn.length;

function randomHex(bytes: number): string {
  if (used + bytes > drawn.length) {
    randomFillSync(drawn);
    used = 0;
  }
  used += bytes;
  return drawn.toString('hex', used - bytes, used);
}
