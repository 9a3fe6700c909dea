import { settings } from './settings.ts';
import type { Summary } from './summary.ts';

/** What k6 is to leave behind of a run: the text on standard output, and all of its figures as JSON in a file. */
export function results(script: string, summary: Summary, text: string): Record<string, string> {
  const file = `${settings.summaryDir}/k6-${script}.json`;
  return { stdout: `${text}\n${file} has all figures.\n`, [file]: JSON.stringify(summary, null, 2) };
}
