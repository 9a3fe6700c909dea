import { ask } from './ask.js';
import { byId, element } from './dom.js';

/**
 * Has a plan looked at while it is being written: what can't be taken stands beside its field, what doesn't go together below, and each service's
 * curve is drawn. One look at a time; a change meanwhile asks for another.
 */
export function createCheck(readPlan, cards) {
  let asking = false;
  let again = false;

  async function look() {
    const plan = readPlan();
    const latency = Object.fromEntries(
      cards.map((card) => [card.service, card.effective()]).filter(([, text]) => text !== ''),
    );
    const { faults, mismatches, curves } = await ask('/check', { method: 'POST', body: { plan, latency } });
    for (const card of cards) card.drawCurve(curves[card.service]);
    showFaults(faults);
    byId('mismatches').replaceChildren(...mismatches.map((text) => element('p', { class: 'note' }, text)));
    const arms = plan.strategies.length + plan.targets.length;
    const pages = Math.round((plan.rate * plan.duration * arms) / 1000);
    byId('cost').textContent =
      faults.length > 0 ? '' : `${pages} pages in ${(plan.duration + plan.warmUp) / 1000} s`;
  }
  return async function check() {
    if (asking) {
      again = true;
      return;
    }
    asking = true;
    do {
      again = false;
      await look().catch(() => {});
    } while (again);
    asking = false;
  };
}

function showFaults(faults) {
  for (const place of document.querySelectorAll('[data-wrong]')) {
    const own = faults.filter(
      ({ field }) =>
        field === place.dataset.wrong ||
        (!field.startsWith('latency') &&
          !field.startsWith('faults') &&
          field.startsWith(`${place.dataset.wrong}.`)),
    );
    place.textContent = own.map(({ takes }) => `It takes ${takes}.`).join(' ');
    for (const field of document.querySelectorAll(`[aria-describedby~="${place.id}"]`))
      field.setAttribute('aria-invalid', String(own.length > 0));
  }
}
