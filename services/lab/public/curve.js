import { svgElement } from './dom.js';
import { round } from './shapes.js';

/** The picture, in its own units. */
const LEFT = 34;
const RIGHT = 312;
const TOP = 10;
const BOTTOM = 124;
/** From a tenth of a millisecond to ten seconds; from none of the calls to 999 of 1000. */
const [LEAST, MOST] = [-1, 4];
const NINES = 3;

const xOf = (ms) =>
  LEFT + ((clamp(Math.log10(Math.max(ms, 1e-9)), LEAST, MOST) - LEAST) / (MOST - LEAST)) * (RIGHT - LEFT);
const msAt = (x) => round(10 ** (LEAST + ((clamp(x, LEFT, RIGHT) - LEFT) / (RIGHT - LEFT)) * (MOST - LEAST)));
const yOf = (share) => BOTTOM - (clamp(-Math.log10(1 - share), 0, NINES) / NINES) * (BOTTOM - TOP);

const STEPS = {
  ArrowRight: 1.05,
  ArrowUp: 1.05,
  ArrowLeft: 1 / 1.05,
  ArrowDown: 1 / 1.05,
  PageUp: 1.5,
  PageDown: 1 / 1.5,
};

/**
 * A profile's curve in an <svg>: milliseconds to the right, the share of calls that are done by then upwards. Its p50 and p99 can be dragged, or moved
 * with the arrow keys, where they can be moved at all; `onMove('p50', ms)` is told.
 */
export function createCurve(svg, service, onMove) {
  const line = svgElement('path', { class: 'line' });
  const handles = Object.fromEntries(
    [
      ['p50', 0.5],
      ['p99', 0.99],
    ].map(([name, share]) => [
      name,
      createHandle(svg, `${name} of ${service}`, share, (ms) => onMove(name, ms)),
    ]),
  );
  svg.append(...axes(), line, handles.p99.node, handles.p50.node);
  return {
    /** Hides what can't be moved any more. */
    fix(movable) {
      for (const name of ['p50', 'p99']) if (!movable.includes(name)) handles[name].put(undefined, false);
    },
    /** Draws a curve from the lab; none at all where it is undefined. */
    draw(curve, movable) {
      const points =
        curve?.ms.map((ms, i) => `${xOf(ms).toFixed(1)} ${yOf(curve.share[i]).toFixed(1)}`) ?? [];
      line.setAttribute('d', points.length === 0 ? '' : `M${points.join('L')}`);
      for (const name of ['p50', 'p99']) handles[name].put(curve?.[name], movable.includes(name));
    },
  };
}

function createHandle(svg, label, share, move) {
  const node = svgElement('circle', {
    class: 'handle',
    r: 7,
    cy: yOf(share),
    tabindex: 0,
    role: 'slider',
    'aria-label': label,
    'aria-valuemin': 0.1,
    'aria-valuemax': 10000,
  });
  let current = 1;
  const drag = (event) => {
    if (!node.hasPointerCapture(event.pointerId)) return;
    const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
    moveTo(msAt(point.x));
  };
  node.addEventListener('pointerdown', (event) => {
    event.preventDefault();
    node.setPointerCapture(event.pointerId);
    node.focus();
  });
  node.addEventListener('pointermove', drag);
  node.addEventListener('keydown', (event) => {
    const factor = STEPS[event.key];
    if (factor === undefined) return;
    event.preventDefault();
    const next = round(current * factor);
    moveTo(next === current ? round(current + Math.sign(factor - 1) * 0.01) : next);
  });
  // At once, and not when the lab has answered with the curve: the next key counts from here.
  function moveTo(ms) {
    put(ms, true);
    move(ms);
  }
  function put(ms, movable) {
    const shown = ms !== undefined && movable;
    node.toggleAttribute('hidden', !shown);
    if (!shown) return;
    current = ms;
    node.setAttribute('cx', xOf(ms));
    node.setAttribute('aria-valuenow', ms);
    node.setAttribute('aria-valuetext', `${round(ms)} milliseconds`);
  }
  put(undefined, false);
  return { node, put };
}

function axes() {
  const across = [0, 0.5, 0.9, 0.99, 0.999].map((share) => [
    svgElement('path', { class: 'grid', d: `M${LEFT} ${yOf(share)}H${RIGHT}` }),
    svgElement('text', { x: LEFT - 4, y: yOf(share) + 3, 'text-anchor': 'end' }, `${share * 100}%`),
  ]);
  const up = [1, 10, 100, 1000, 10000].map((ms) => [
    svgElement('path', { class: 'grid', d: `M${xOf(ms)} ${TOP}V${BOTTOM}` }),
    svgElement(
      'text',
      { x: xOf(ms), y: BOTTOM + 14, 'text-anchor': ms === 10000 ? 'end' : 'middle' },
      ms < 1000 ? `${ms} ms` : `${ms / 1000} s`,
    ),
  ]);
  return [...across, ...up].flat();
}

function clamp(value, least, most) {
  return Math.min(most, Math.max(least, value));
}
