import { createCurve } from './curve.js';
import { movable, profileText, round, shapeOf } from './shapes.js';

/** Where a shape begins when nothing is known, in milliseconds. */
const [P50, P99] = [50, 250];

/** A profile by its shape and two percentiles: a choice, two fields, and a curve with handles. `onWrite` is told the profile's text. */
export function createShapeControls(fieldset, service, onWrite) {
  const [shape, p50, p99] = ['shape', 'p50', 'p99'].map((name) => fieldset.querySelector(`[data-${name}]`));
  const known = { p50: P50, p99: P99 };
  const curve = createCurve(fieldset.querySelector('svg'), service, move);

  const write = () => onWrite(profileText(shape.value, known.p50, known.p99));
  function move(name, ms) {
    known[name] = ms;
    // The one that is moved pushes the other before it.
    if (known.p99 < known.p50) known[name === 'p50' ? 'p99' : 'p50'] = ms;
    write();
  }
  shape.addEventListener('change', write);
  p50.addEventListener('change', () => p50.valueAsNumber > 0 && move('p50', p50.valueAsNumber));
  p99.addEventListener('change', () => p99.valueAsNumber > 0 && move('p99', p99.valueAsNumber));

  return {
    /** Follows a profile that was written elsewhere. */
    follow(text) {
      shape.value = shapeOf(text);
      const free = movable(shape.value);
      p50.disabled = !free.includes('p50');
      p99.disabled = !free.includes('p99');
      curve.fix(free);
    },
    drawCurve(drawn) {
      curve.draw(drawn, movable(shape.value));
      if (!drawn) return;
      Object.assign(known, { p50: drawn.p50 || P50, p99: drawn.p99 || P99 });
      // Not in a field that is being written in.
      if (document.activeElement !== p50) p50.value = round(drawn.p50);
      if (document.activeElement !== p99) p99.value = round(drawn.p99);
    },
  };
}
