const MILLISECONDS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000 };

/** The milliseconds of `10s`, `500ms`, `1m30s`; undefined for any other text. */
export function parseDuration(text: string): number | undefined {
  if (!/^(\d+(\.\d+)?(ms|s|m))+$/.test(text)) return undefined;
  const parts = text.matchAll(/([\d.]+)(ms|s|m)/g);
  return parts.reduce((sum, [, number, unit = '']) => sum + Number(number) * (MILLISECONDS[unit] ?? 0), 0);
}
