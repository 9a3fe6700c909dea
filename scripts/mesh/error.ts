import { type Child, type Ending, endingText } from './child.ts';

/** Why the mesh did not start, or why it went down: a line, or a few, for each process at fault. */
export class MeshError extends Error {
  readonly faults: readonly string[];

  constructor(summary: string, faults: readonly string[]) {
    super([summary, ...faults.map((fault) => fault.replaceAll(/^/gm, '  '))].join('\n'));
    this.name = 'MeshError';
    this.faults = faults;
  }
}

/** Waits for a process to end, which nobody asked it to. @throws MeshError with the way it ended and its last lines. */
export async function diesUnasked(child: Child): Promise<never> {
  throw new MeshError(`${child.row.name} died, so the mesh stops:`, [deathText(child, await child.ended)]);
}

/** How and when a process ended, and the last that it wrote. */
export function deathText(child: Child, ending: Ending): string {
  const age = ((performance.now() - child.startedAt) / 1000).toFixed(1);
  const lines = child.lastLines.map((line) => `\n  ${line}`).join('');
  const said = lines === '' ? 'it wrote nothing' : `its last lines:${lines}`;
  return `${child.row.name}: ${endingText(ending)}, ${age} s after its start; ${said}`;
}
