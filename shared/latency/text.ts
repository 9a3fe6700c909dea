import { SettingError } from './setting-error.ts';

/** What `name:key=value,key=value` says, nothing checked yet. */
export interface Term {
  name: string;
  given: Record<string, string>;
}

/**
 * Reads `name`, `name:key=value,…` or, where `short` names keys that go by place, `name:value-value,…`.
 * A value in brackets is kept whole.
 * @throws SettingError where the text has another form.
 */
export function readTerm(text: string, field: string, short: (name: string) => string[] = () => []): Term {
  const [head = '', rest] = splitOnce(text, ':');
  const name = head.trim();
  const given = new Map<string, string>();
  const parts = rest === undefined ? [] : splitOutside(rest, ',', field);
  for (const [index, part] of parts.entries()) {
    const pairs =
      index === 0 && !part.includes('=')
        ? byPlace(name, part, short(name), field)
        : [pair(name, part, field)];
    for (const [key, value] of pairs) {
      if (given.has(key)) throw new SettingError(field, `${name} has ${key} twice`);
      given.set(key, value);
    }
  }
  return { name, given: Object.fromEntries(given) };
}

/** Splits at a separator that stands outside all brackets, and trims the parts. */
export function splitOutside(text: string, separator: ',' | ';', field: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '(') depth++;
    if (text[i] === ')') depth--;
    if (depth < 0) break;
    if (text[i] !== separator || depth > 0) continue;
    parts.push(text.slice(start, i).trim());
    start = i + 1;
  }
  if (depth !== 0) throw new SettingError(field, `brackets don't match in ${JSON.stringify(text)}`);
  return [...parts, text.slice(start).trim()];
}

/** The text before the first separator, and what follows it, if there is one. */
export function splitOnce(text: string, separator: string): [string, string | undefined] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + separator.length)];
}

function pair(name: string, part: string, field: string): [string, string] {
  const [key, value] = splitOnce(part, '=');
  if (value === undefined) {
    throw new SettingError(field, `${name} takes parameters as key=value; got ${JSON.stringify(part)}`);
  }
  return [key.trim(), value.trim()];
}

function byPlace(name: string, part: string, keys: string[], field: string): [string, string][] {
  if (keys.length === 0) return [pair(name, part, field)];
  // Not at the hyphen of 1e-7.
  const values = part.split(/(?<!e)-/i);
  if (values.length !== keys.length) {
    throw new SettingError(field, `${name} takes ${keys.join('-')}; got ${JSON.stringify(part)}`);
  }
  return keys.map((key, index) => [key, values[index] ?? '']);
}
