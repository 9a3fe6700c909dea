import { readFileSync } from 'node:fs';
import ejs from 'ejs';

export type Template = (locals: object) => string;

/**
 * Compiles a template of `views/` once, at start. Only the locals that are listed are visible in it, by their names;
 * one that is not given is undefined. Templates have no includes: pages are put together from several.
 */
export function compileTemplate(name: string, locals: readonly string[]): Template {
  const source = readFileSync(new URL(`./views/${name}.ejs`, import.meta.url), 'utf8');
  const render = ejs.compile(source, {
    strict: true,
    destructuredLocals: [...locals],
    compileDebug: false,
    rmWhitespace: true,
    escape: escapeHtml,
  });
  return (data) => render(data);
}

/** As EJS' own escape, but most of what a page shows has nothing to escape, and is not copied. */
function escapeHtml(value: unknown): string {
  const text = String(value ?? '');
  return /[&<>'"]/.test(text) ? text.replace(/[&<>'"]/g, (char) => `&#${char.charCodeAt(0)};`) : text;
}
