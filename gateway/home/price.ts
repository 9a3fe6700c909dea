/** Euro cents as people read them: `€12.90`. */
export function price(cents: number): string {
  return `€${(cents / 100).toFixed(2)}`;
}
