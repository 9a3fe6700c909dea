import { ask } from './ask.js';
import { createCurve } from './curve.js';
import { movable, profileText, round, shapeOf } from './shapes.js';

/** What a shape begins with when nothing is known, in milliseconds. */
const [P50, P99] = [50, 250];

/**
 * The settings of one service. The text of the latency is what counts; shape, percentiles and curve are ways to write it. `onChange` is
 * told of every change.
 */
export function createServiceCard(fieldset, onChange, onError) {
  const { service } = fieldset.dataset;
  const find = (name) => fieldset.querySelector(`[data-${name}]`);
  const [shape, p50, p99, latency, faults, now] = ['shape', 'p50', 'p99', 'latency', 'faults', 'now'].map(
    find,
  );
  const known = { p50: P50, p99: P99 };
  let running = null;

  const curve = createCurve(fieldset.querySelector('svg'), service, function moved(name, ms) {
    known[name] = ms;
    if (known.p99 < known.p50) known[name === 'p50' ? 'p99' : 'p50'] = ms;
    write(profileText(shape.value, known.p50, known.p99));
  });

  function write(text) {
    latency.value = text;
    showShape();
    onChange();
  }
  function showShape() {
    shape.value = shapeOf(latency.value);
    const free = movable(shape.value);
    p50.disabled = !free.includes('p50');
    p99.disabled = !free.includes('p99');
  }
  shape.addEventListener('change', () => write(profileText(shape.value, known.p50, known.p99)));
  for (const [input, name] of [
    [p50, 'p50'],
    [p99, 'p99'],
  ]) {
    input.addEventListener('change', function changed() {
      if (!(input.valueAsNumber > 0)) return;
      known[name] = input.valueAsNumber;
      write(profileText(shape.value, known.p50, known.p99));
    });
  }
  latency.addEventListener('input', () => {
    showShape();
    onChange();
  });
  faults.addEventListener('input', onChange);
  find('apply').addEventListener('click', () =>
    change('PUT', settingOf(latency.value, faults.value, running)),
  );
  find('restore').addEventListener('click', () => change('DELETE'));

  async function change(method, body) {
    try {
      showRunning(await ask(`/mesh/${service}`, { method, body }));
      onChange();
    } catch (error) {
      onError(error.message);
    }
  }
  function showRunning(setting) {
    running = setting;
    now.textContent = setting
      ? `Set to ${setting.latency}${setting.faults === 'none' ? '' : `, faults ${setting.faults}`}`
      : `${service} can’t be reached`;
  }
  return {
    service,
    showRunning,
    get: () => ({ latency: latency.value.trim(), faults: faults.value.trim() }),
    set({ latency: delay, faults: wrong }) {
      latency.value = delay;
      faults.value = wrong;
      showShape();
    },
    /** The text whose curve is drawn: what the experiment would meet. */
    effective: () => latency.value.trim() || (running?.latency ?? ''),
    drawCurve(drawn) {
      curve.draw(drawn, movable(shape.value));
      if (!drawn) return;
      Object.assign(known, { p50: drawn.p50 || P50, p99: drawn.p99 || P99 });
      if (document.activeElement !== p50) p50.value = round(drawn.p50);
      if (document.activeElement !== p99) p99.value = round(drawn.p99);
    },
  };
}

function settingOf(latency, faults, running) {
  return {
    latency: latency.trim() || (running?.latency ?? 'none'),
    faults: faults.trim() || (running?.faults ?? 'none'),
  };
}
