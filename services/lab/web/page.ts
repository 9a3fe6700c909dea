import { readFileSync } from 'node:fs';
import ejs from 'ejs';
import { SERVICES } from '../engine/plan.ts';

/** The lab's page. It is the same for everybody; what the mesh is set to, the page asks for itself. */
export function renderPage(): string {
  const source = readFileSync(new URL('../views/lab.ejs', import.meta.url), 'utf8');
  const options = {
    strict: true,
    destructuredLocals: ['services', 'shapes'],
    compileDebug: false,
    rmWhitespace: true,
  };
  return ejs.compile(source, options)({ services: SERVICES, shapes });
}

/** Shapes that the page offers by name, and what each is like; any other can be written out. */
const shapes = [
  ['none', 'none: no delay'],
  ['fixed', 'fixed: always the same'],
  ['uniform', 'uniform: evenly between two'],
  ['normal', 'normal: around a mean'],
  ['lognormal', 'log-normal: most services'],
  ['exponential', 'exponential: a queue'],
  ['pareto', 'Pareto: a heavy tail'],
  ['bimodal', 'bimodal: written out'],
  ['replay', 'replay: your own, written out'],
];
