import type { Catalogue } from '@frontpage/shared/catalogue/catalogue.ts';
import type { z } from 'zod';
import { type Campaign, campaignSchema } from './campaign.ts';

/** The campaigns can't be used; `faults` has a line for each thing that is wrong. */
export class CampaignsError extends Error {
  readonly faults: readonly string[];

  constructor(file: string, faults: readonly string[], options?: ErrorOptions) {
    const count = faults.length === 1 ? 'a fault' : `${faults.length} faults`;
    super(`the campaigns in ${file} have ${count}:\n  ${faults.join('\n  ')}`, options);
    this.name = 'CampaignsError';
    this.faults = faults;
  }
}

/** Makes of a file's text the campaigns in it, or an error that names everything that is wrong with them. */
export type ReadCampaigns = (text: string) => readonly Campaign[];

/**
 * Reads campaigns over this catalogue.
 *
 * @param file the file's name, for the error.
 * @throws CampaignsError, by `ReadCampaigns`, with a line a fault: the campaign (from 1), its id, the field, and what is
 * wrong.
 */
export function campaignsReader(catalogue: Catalogue, file: string): ReadCampaigns {
  const schema = campaignSchema(catalogue);

  return function readCampaigns(text) {
    const rows = parse(text, file);
    const results = rows.map((row) => schema.safeParse(row));
    const faults = results.flatMap(({ error }, index) => [
      ...(error?.issues ?? []).map((issue) => `${placeOf(rows, index)}: ${toText(issue)}`),
      ...duplicate(rows, index),
    ]);
    if (faults.length > 0) throw new CampaignsError(file, faults);
    return results.flatMap(({ data }) => data ?? []);
  };
}

function parse(text: string, file: string): unknown[] {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (cause) {
    throw new CampaignsError(file, [`it is no JSON: ${(cause as Error).message}`], { cause });
  }
  if (!Array.isArray(content)) throw new CampaignsError(file, ['it takes a list of campaigns']);
  return content;
}

function toText({ path, message }: z.core.$ZodIssue): string {
  return path.length > 0 ? `${path.join('.')}: ${message}` : message;
}

function duplicate(rows: readonly unknown[], index: number): string[] {
  const id = idOf(rows[index]);
  const first = id === undefined ? index : rows.findIndex((row) => idOf(row) === id);
  return first === index ? [] : [`${placeOf(rows, index)}: id: campaign ${first + 1} has it already`];
}

function placeOf(rows: readonly unknown[], index: number): string {
  const id = idOf(rows[index]);
  return id === undefined ? `campaign ${index + 1}` : `campaign ${index + 1} (${id})`;
}

function idOf(row: unknown): string | undefined {
  if (typeof row !== 'object' || row === null || !('id' in row)) return undefined;
  return typeof row.id === 'string' ? row.id : undefined;
}
