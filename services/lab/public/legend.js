import { element } from './dom.js';

/** Names the rows of the charts, each a button that hides and shows it; `onChange` is told. What is hidden stays so for the next result. */
export function createLegend(host, onChange) {
  const hidden = new Set();
  function toggle(key, button) {
    if (!hidden.delete(key)) hidden.add(key);
    button.setAttribute('aria-pressed', String(!hidden.has(key)));
    onChange();
  }
  return {
    visible: (rows) => rows.filter(({ key }) => !hidden.has(key)),
    draw(rows) {
      const buttons = rows.map(({ key, name, run, colour }) => {
        const attributes = { type: 'button', 'aria-pressed': String(!hidden.has(key)) };
        const onclick = ({ currentTarget }) => toggle(key, currentTarget);
        const swatch = element('span', { class: `swatch ${colour}` });
        return element('button', { ...attributes, onclick }, swatch, run ? `${name} (${run})` : name);
      });
      host.replaceChildren(...buttons);
    },
  };
}
