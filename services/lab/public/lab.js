import { ask } from './ask.js';
import { createCheck } from './check.js';
import { byId, element } from './dom.js';
import { showGateway } from './gateway-settings.js';
import { createKeep } from './keep.js';
import { fromQuery, readPlan, toQuery, writePlan } from './plan-form.js';
import { presets } from './presets.js';
import { replayOf } from './recorded.js';
import { createResult } from './result.js';
import { createRun } from './run.js';
import { createServiceCard } from './service-card.js';

const form = byId('plan');
const calm = matchMedia('(prefers-reduced-motion: reduce)');
const result = createResult();
const cards = [...document.querySelectorAll('.service')].map((fieldset) =>
  createServiceCard(fieldset, changed, result.fail),
);
const check = createCheck(() => readPlan(form, cards), cards);
let report;
let earlier;

const keep = createKeep((chosen) => {
  earlier = chosen;
  if (report) result.show(report, earlier);
  else if (earlier) result.show(earlier.report);
});
const run = createRun(result, {
  onDone(done, id) {
    report = done;
    result.show(report, earlier);
    keep.offer(id);
  },
  onFail: result.fail,
});

function changed() {
  const plan = readPlan(form, cards);
  history.replaceState(null, '', `?${toQuery(plan)}`);
  check();
}

form.addEventListener('input', ({ target }) => target.closest('.service, .paste') || changed());
form.addEventListener('submit', (event) => {
  event.preventDefault();
  changed();
  run.start(readPlan(form, cards));
  byId('read').scrollIntoView({ behavior: calm.matches ? 'auto' : 'smooth' });
});
byId('presets').append(
  ...presets.map(({ title, latency, faults }) =>
    element(
      'button',
      {
        type: 'button',
        class: 'quiet',
        onclick() {
          for (const card of cards)
            card.set({ latency: latency[card.service], faults: faults[card.service] });
          changed();
        },
      },
      title,
    ),
  ),
);
byId('presets').append(
  element(
    'button',
    {
      type: 'button',
      class: 'quiet',
      onclick() {
        byId('pasted').closest('details').open = true;
        byId('pasted').focus();
      },
    },
    'Paste your own …',
  ),
);
for (const button of document.querySelectorAll('[data-paste]')) {
  button.addEventListener('click', function paste() {
    const replay = replayOf(byId('pasted').value);
    byId('paste-note').textContent = replay ? replay.note : 'There is no number in it.';
    const card = cards.find(({ service }) => service === button.dataset.paste);
    if (replay) card.set({ ...card.get(), latency: replay.profile });
    changed();
  });
}

const { gateway, services } = await ask('/mesh');
showGateway(gateway);
for (const card of cards) card.showRunning(services[card.service]);
const shared = fromQuery(location.search);
if (shared) writePlan(form, cards, shared);
check();
document.documentElement.dataset.ready = '';
run.resume();
