/** How long an answer stays fresh by its `max-age` and `Age` (RFC 9111, 4.2), in milliseconds; undefined where it doesn't say. */
export function freshFor(headers: Readonly<Record<string, string>> = {}): number | undefined {
  const [, maxAge] = /(?:^|[\s,])max-age=(\d+)/i.exec(headers['cache-control'] ?? '') ?? [];
  if (maxAge === undefined) return undefined;
  const age = Number.parseInt(headers.age ?? '', 10) || 0;
  return Math.max(0, Number(maxAge) - age) * 1000;
}
