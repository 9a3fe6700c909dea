/** What a page of the gateway says of itself, in milliseconds; what it doesn't say is undefined. */
export type PageTiming = {
  readonly boundMs: number | undefined;
  readonly overheadMs: number | undefined;
  /** How each upstream's part ended: `fresh`, `cached`, `stale: timeout`, `fallback: breaker-open` and the like. */
  readonly sources: Readonly<Record<string, string>>;
};

const METRIC = /([\w-]+)(?:;dur=([\d.]+))?(?:;desc="([^"]*)")?/g;
const SOURCE = /^(fresh|cached|stale|fallback)\b/;

/** Reads a `Server-Timing` header or trailer of the gateway (W3C Server Timing); of any other there are no sources. */
export function readServerTiming(text: string): PageTiming {
  const sources: Record<string, string> = {};
  const durations: Record<string, number> = {};
  for (const [, name = '', duration, description = ''] of text.matchAll(METRIC)) {
    if (duration !== undefined) durations[name] = Number(duration);
    if (SOURCE.test(description)) sources[name] = description;
  }
  return { boundMs: durations.bound, overheadMs: durations.overhead, sources };
}

/** Whether a part shows something else than it should because a call failed. */
export function isDegraded(source: string): boolean {
  return source.startsWith('fallback') || source.startsWith('stale: ');
}

const NEVER_SENT = /: (breaker-open|bulkhead-full)$/;

/** Whether the gateway refused to make the call, so that no delay was met. */
export function isRefused(source: string): boolean {
  return NEVER_SENT.test(source);
}

/** Whether the page made a call for a part that ended so: not from memory, and not where the gateway refused to. */
export function tookCall(source: string): boolean {
  return !source.startsWith('cached') && source !== 'stale' && !isRefused(source);
}
