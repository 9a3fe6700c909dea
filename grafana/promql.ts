/** Long enough for four scrapes, whatever the time range on the screen. */
export const SPAN = '$__rate_interval';

/** How much a counter grows a second, by labels; `where` is a selector in braces. */
export function rate(metric: string, by: string, where = ''): string {
  return `sum by (${by}) (rate(${metric}${where}[${SPAN}]))`;
}

/** A quantile of a histogram, by labels; `where` is a selector in braces. */
export function quantile(q: number, metric: string, by: string, where = ''): string {
  const labels = by === '' ? 'le' : `${by}, le`;
  return `histogram_quantile(${q}, sum by (${labels}) (rate(${metric}_bucket${where}[${SPAN}])))`;
}
