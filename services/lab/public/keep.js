import { ask } from './ask.js';
import { byId, element } from './dom.js';

/** Links, downloads, saved runs and their comparison; `onCompare({ name, report })`, or undefined for none. */
export function createKeep(onCompare) {
  const note = (text) => {
    byId('keep-note').textContent = text;
  };
  let experiment;

  async function list(chosen = byId('compare').value) {
    const names = await ask('/runs');
    byId('compare').replaceChildren(
      element('option', { value: '' }, 'nothing'),
      ...names.map((name) => element('option', {}, name)),
    );
    byId('compare').value = names.includes(chosen) ? chosen : '';
    byId('forget').hidden = byId('compare').value === '';
  }
  async function compare() {
    const name = byId('compare').value;
    byId('forget').hidden = name === '';
    onCompare(name === '' ? undefined : { name, report: await ask(`/runs/${encodeURIComponent(name)}`) });
  }
  const told = (act) => (event) => {
    event.preventDefault();
    act().catch((error) => note(error.message));
  };
  byId('copy').addEventListener(
    'click',
    told(async () => {
      await navigator.clipboard.writeText(location.href);
      note('Copied.');
    }),
  );
  byId('save').addEventListener(
    'submit',
    told(async () => {
      const name = byId('save-name').value.trim();
      await ask(`/runs/${encodeURIComponent(name)}`, { method: 'PUT', body: { experiment } });
      await list();
      note(`Saved as ${name}.`);
    }),
  );
  byId('compare').addEventListener('change', told(compare));
  byId('forget').addEventListener(
    'click',
    told(async () => {
      const name = byId('compare').value;
      await ask(`/runs/${encodeURIComponent(name)}`, { method: 'DELETE' });
      await list('');
      await compare();
      note(`Deleted ${name}.`);
    }),
  );
  list().catch((error) => note(error.message));

  return {
    /** There is something to keep: the result of this experiment. */
    offer(id) {
      experiment = id;
      for (const kind of ['json', 'csv']) {
        byId(kind).href = `/experiments/${id}/report.${kind}`;
        byId(kind).hidden = false;
      }
      byId('save').querySelector('button').disabled = false;
      note('');
    },
  };
}
