/** No source is believed that wants to be left alone for longer, in milliseconds: an hour. */
const LONGEST = 3_600_000;

/**
 * How long a `Retry-After` asks to wait, in milliseconds, an hour at most: seconds, or a date (RFC 9110, section 10.2.3).
 * Undefined where it is missing or neither.
 */
export function retryAfterMs(header: string | null, now: number): number | undefined {
  const ms = header === null ? Number.NaN : parse(header, now);
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(0, ms), LONGEST);
}

function parse(text: string, now: number): number {
  if (/^\d+$/.test(text)) return Number(text) * 1000;
  // Date.parse takes much that is no HTTP date, and would read it in the zone of this machine.
  return /^[A-Z][a-z]{2,8}, .* GMT$/.test(text) ? Date.parse(text) - now : Number.NaN;
}
