const Z99 = 2.3263;

/** Shapes that two percentiles decide: the profile with this median and this 99th percentile, as text. */
const adjustable = {
  fixed: (p50) => `fixed:${p50}`,
  uniform(p50, p99) {
    // The median is half of the way, and p99 is 99 hundredths of it.
    const width = Math.max(0.01, (p99 - p50) / 0.49);
    const low = Math.max(0, p50 - width / 2);
    return `uniform:${round(low)}-${round(low + width)}`;
  },
  normal: (p50, p99) => `normal:mean=${p50},sd=${round(Math.max(0, p99 - p50) / Z99)}`,
  lognormal: (p50, p99) => `lognormal:p50=${p50},p99=${above(p50, p99)}`,
  exponential: (p50) => `exponential:mean=${round(p50 / Math.LN2)}`,
  pareto: (p50, p99) => `pareto:p50=${p50},p99=${above(p50, p99)}`,
};

/** What the shapes begin with that are written out. */
const written = {
  none: 'none',
  bimodal: 'bimodal:p=0.01,usual=(lognormal:p50=20,p99=60),rare=(fixed:1000)',
  replay: 'replay:values=61|64|65|66|68|71|73|74|78|85|90|140|145|152|310|480',
};

/** Which percentiles of a shape can be moved. */
export function movable(shape) {
  if (shape === 'fixed' || shape === 'exponential') return ['p50'];
  return Object.hasOwn(adjustable, shape) ? ['p50', 'p99'] : [];
}

/** The profile of a shape as text; of one that is written out, an example. */
export function profileText(shape, p50, p99) {
  if (Object.hasOwn(adjustable, shape))
    return adjustable[shape](round(Math.max(0.001, p50)), round(Math.max(0.001, p99)));
  return written[shape] ?? '';
}

/** The shape that a profile's text begins with. */
export function shapeOf(text) {
  const name = text.trim().split(':')[0];
  return Object.hasOwn(adjustable, name) || Object.hasOwn(written, name) ? name : '';
}

/** As exact as a hand can put it: three digits. */
export function round(ms) {
  return Number(ms.toPrecision(3));
}

function above(p50, p99) {
  return p99 > p50 ? p99 : round(p50 * 1.01) > p50 ? round(p50 * 1.01) : p50 + 0.001;
}
