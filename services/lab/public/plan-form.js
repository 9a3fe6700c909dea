/** Reads the form as a plan: what the lab takes, times in milliseconds; the address says the same. */
export function readPlan(form, cards) {
  const chosen = [...form.querySelectorAll('#strategies input:checked')].map(({ value }) => value);
  const number = (name) => form.elements[name].valueAsNumber;
  return {
    strategies: chosen,
    targets: targetsOf(form.querySelector('#targets').value),
    rate: orNull(number('rate')),
    duration: orNull(number('duration') * 1000),
    warmUp: orNull(number('warmUp') * 1000),
    arrivals: form.elements.arrivals.value,
    seed: orNull(number('seed')),
    latency: settingsOf(cards, 'latency'),
    faults: settingsOf(cards, 'faults'),
  };
}

/** Puts a plan into the form; what it leaves out stays. */
export function writePlan(form, cards, plan) {
  for (const box of form.querySelectorAll('#strategies input')) {
    if (plan.strategies) box.checked = plan.strategies.includes(box.value);
  }
  if (plan.targets) {
    form.querySelector('#targets').value = plan.targets.map(({ name, url }) => `${name}=${url}`).join('\n');
    form.querySelector('#own').open = plan.targets.length > 0;
  }
  if (plan.rate !== undefined) form.elements.rate.value = plan.rate;
  if (plan.duration !== undefined) form.elements.duration.value = plan.duration / 1000;
  if (plan.warmUp !== undefined) form.elements.warmUp.value = plan.warmUp / 1000;
  if (plan.arrivals) form.elements.arrivals.value = plan.arrivals;
  if (plan.seed !== undefined) form.elements.seed.value = plan.seed;
  for (const card of cards) {
    card.set({ latency: plan.latency?.[card.service] ?? '', faults: plan.faults?.[card.service] ?? '' });
  }
}

/** A plan as the query of an address, in which people can read and change it. */
export function toQuery({ strategies, targets, latency, faults, duration, warmUp, ...rest }) {
  const query = new URLSearchParams({
    strategies: strategies.join(','),
    duration: duration / 1000,
    warmUp: warmUp / 1000,
    ...rest,
  });
  for (const { name, url } of targets) query.append('target', `${name}=${url}`);
  for (const [service, text] of Object.entries(latency)) query.append(`latency.${service}`, text);
  for (const [service, text] of Object.entries(faults)) query.append(`faults.${service}`, text);
  return query.toString();
}

/** The plan of a query; what it doesn't say is absent. */
export function fromQuery(text) {
  const query = new URLSearchParams(text);
  if (query.size === 0) return undefined;
  const times = (name, factor) => (query.has(name) ? { [name]: Number(query.get(name)) * factor } : {});
  const settings = (prefix) =>
    Object.fromEntries(
      [...query]
        .filter(([key]) => key.startsWith(prefix))
        .map(([key, value]) => [key.slice(prefix.length), value]),
    );
  return {
    ...(query.has('strategies') && { strategies: query.get('strategies').split(',').filter(Boolean) }),
    targets: query.getAll('target').flatMap(targetsOf),
    ...times('rate', 1),
    ...times('duration', 1000),
    ...times('warmUp', 1000),
    ...times('seed', 1),
    ...(query.has('arrivals') && { arrivals: query.get('arrivals') }),
    latency: settings('latency.'),
    faults: settings('faults.'),
  };
}

function targetsOf(text) {
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
  return lines.map((line) => {
    const at = line.indexOf('=');
    return { name: line.slice(0, Math.max(0, at)).trim(), url: line.slice(at + 1).trim() };
  });
}

function settingsOf(cards, kind) {
  return Object.fromEntries(
    cards.map((card) => [card.service, card.get()[kind]]).filter(([, text]) => text !== ''),
  );
}

// JSON has no NaN; what is no number is for the lab to refuse.
function orNull(number) {
  return Number.isFinite(number) ? number : null;
}
