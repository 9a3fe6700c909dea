import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import type { Logger } from '@frontpage/shared/logger.ts';
import type { Campaign } from './campaign.ts';
import type { PromoMetrics } from './metrics.ts';
import { CampaignsError, type ReadCampaigns } from './read-campaigns.ts';

type Options = {
  readonly file: string;
  /** How long between two looks at the file, in milliseconds. */
  readonly interval: number;
  readonly read: ReadCampaigns;
  /** Takes the campaigns: at once, and whenever an edit has changed them. */
  readonly use: (campaigns: readonly Campaign[]) => void;
  readonly metrics: PromoMetrics;
  readonly log: Logger;
};

/**
 * Uses the campaigns in a file, and again whenever its text has changed. A faulty edit, or a file that is gone, leaves the
 * last good campaigns in use; it is said once, when it is still so at the next look.
 *
 * It compares texts rather than waiting for events: those are lost where an editor puts a new file in the old one's
 * place, and don't come at all from some network and container file systems.
 *
 * @returns what ends the watching, and resolves once it has.
 * @throws CampaignsError when the file is faulty or can't be read at start.
 */
export function watchCampaigns({ file, interval, read, use, metrics, log }: Options): () => Promise<void> {
  let known = readAtStart(file);
  let seen = known;
  adopt(read(known));

  function adopt(campaigns: readonly Campaign[]): void {
    use(campaigns);
    metrics.campaigns.set(campaigns.length);
    metrics.faulty.set(0);
    metrics.lastGood.setToCurrentTime();
    log.info({ file, campaigns: campaigns.length }, 'campaigns read');
  }

  function refuse(error: unknown): void {
    metrics.faulty.set(1);
    const reason = error instanceof CampaignsError ? { faults: error.faults } : { err: error };
    log.error({ file, ...reason }, 'the campaigns file is faulty: the last good campaigns stay');
  }

  async function look(): Promise<void> {
    const { text, edit } = await readFile(file, 'utf8').then(
      (text) => ({ text, edit: () => read(text) }),
      (cause: Error) => ({ text: cause.message, edit: () => unreadable(file, cause) }),
    );
    const seenTwice = text === seen;
    seen = text;
    if (text === known) return;
    try {
      adopt(edit());
      metrics.reloads.inc({ outcome: 'ok' });
    } catch (error) {
      if (!seenTwice) return; // it may be half written
      refuse(error);
      metrics.reloads.inc({ outcome: 'faulty' });
    }
    known = text;
  }

  const stop = new AbortController();
  const watching = repeat(look, interval, stop.signal);
  return function close() {
    stop.abort();
    return watching;
  };
}

async function repeat(work: () => Promise<void>, interval: number, signal: AbortSignal): Promise<void> {
  for (;;) {
    await setTimeout(interval, undefined, { signal, ref: false }).catch(() => {});
    if (signal.aborted) return;
    await work();
  }
}

function readAtStart(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    return unreadable(file, cause as Error);
  }
}

function unreadable(file: string, cause: Error): never {
  throw new CampaignsError(file, [`it can't be read: ${cause.message}`], { cause });
}
