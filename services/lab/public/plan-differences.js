/** What two plans set differently, beside what they compare: `[what, first, second]`, '–' where one says nothing. */
export function planDifferences(first, second) {
  const [a, b] = [settingsOf(first), settingsOf(second)];
  const names = [...new Set([...Object.keys(a), ...Object.keys(b)])].filter((name) => a[name] !== b[name]);
  return names.map((name) => [name, a[name] ?? '–', b[name] ?? '–']);
}

function settingsOf({ rate, duration, warmUp, arrivals, seed, latency, faults, targets }) {
  const named = (kind, settings) =>
    Object.entries(settings).map(([name, text]) => [`${kind} of ${name}`, text]);
  return {
    'pages a second': String(rate),
    duration: `${duration / 1000} s`,
    'warm-up': `${warmUp / 1000} s`,
    arrivals,
    seed: String(seed),
    ...Object.fromEntries([...named('latency', latency), ...named('faults', faults)]),
    ...Object.fromEntries(targets.map(({ name, url }) => [`target ${name}`, url])),
  };
}
