/** Asks the lab for JSON, or tells it some. An answer that is no success throws an Error with the lab's own words. */
export async function ask(path, { method = 'GET', body } = {}) {
  const init =
    body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
  const answer = await fetch(path, { method, ...init });
  const json = answer.status === 204 ? undefined : await answer.json().catch(() => undefined);
  if (answer.ok) return json;
  // A field by the name that it has on the page: not body.rate, but rate.
  const detail = json?.detail?.replaceAll(/\bbody\./g, '');
  throw new Error(detail ?? `${method} ${path} was answered ${answer.status}`);
}
