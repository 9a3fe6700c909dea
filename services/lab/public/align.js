/**
 * Puts lines that have points at places of their own on one axis: all places in order, and each line's values there, null where it has no point. Runs
 * of different lengths have intervals of different lengths.
 */
export function align(lines) {
  const xs = [...new Set(lines.flatMap(({ at }) => at))].sort((a, b) => a - b);
  const columns = lines.map(({ at, values }) => {
    const known = new Map(at.map((x, i) => [x, values[i]]));
    return xs.map((x) => known.get(x) ?? null);
  });
  return { xs, columns };
}
