import { ask } from './ask.js';
import { createShapeControls } from './shape-controls.js';

/**
 * The settings of one service. The text of the latency is what counts; shape, percentiles and curve are ways to write it. `onChange` is told of
 * every change, `onError` why the running service could not be set.
 */
export function createServiceCard(fieldset, onChange, onError) {
  const { service } = fieldset.dataset;
  const [latency, faults, now] = ['latency', 'faults', 'now'].map((name) =>
    fieldset.querySelector(`[data-${name}]`),
  );
  let running = null;
  const controls = createShapeControls(fieldset, service, function write(text) {
    latency.value = text;
    follow();
  });
  const get = () => ({ latency: latency.value.trim(), faults: faults.value.trim() });
  const effective = () => ({
    latency: get().latency || running?.latency,
    faults: get().faults || running?.faults,
  });

  function follow() {
    controls.follow(latency.value);
    onChange();
  }
  function showRunning(setting) {
    running = setting;
    const wrongs = setting && setting.faults !== 'none' ? `, faults ${setting.faults}` : '';
    now.textContent = setting ? `Set to ${setting.latency}${wrongs}` : `${service} can’t be reached`;
  }
  async function change(method, body) {
    try {
      showRunning(await ask(`/mesh/${service}`, { method, body }));
      onChange();
    } catch (error) {
      onError(error.message);
    }
  }
  latency.addEventListener('input', follow);
  faults.addEventListener('input', onChange);
  fieldset.querySelector('[data-apply]').addEventListener('click', () => change('PUT', effective()));
  fieldset.querySelector('[data-restore]').addEventListener('click', () => change('DELETE'));

  return {
    service,
    showRunning,
    get,
    set(setting) {
      latency.value = setting.latency;
      faults.value = setting.faults;
      controls.follow(latency.value);
    },
    /** The profile whose curve is drawn: what the experiment would meet. */
    effective: () => effective().latency ?? '',
    drawCurve: controls.drawCurve,
  };
}
