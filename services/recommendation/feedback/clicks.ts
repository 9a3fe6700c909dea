/** Says of each click whether it counts. All times in milliseconds since 1970, by the sender's clock. */
export type ClickFilter = {
  /** Returns the held click that this impression makes count, where there is one. */
  impression(reader: string, book: number, at: number): HeldClick | undefined;
  /** Whether it counts now. One that came before its impression may count later. */
  click(reader: string, book: number, click: HeldClick): boolean;
};

type HeldClick = { at: number; place: number };

/** What is known of one reader and one book. */
type Exposure = { openSince?: number | undefined; held?: HeldClick | undefined };

/** How many pairs of reader and book are remembered; the one longest unseen is forgotten first. */
const REMEMBERED = 200_000;

/**
 * Counts a click only where the reader had been shown the book since their last click on it, and so at most one for each impression: who
 * clicks twice, or reloads the page that counts clicks, counts once. Impressions are sent after the page and may come
 * after the click: a click without one is held, and counts when one comes that is older than it.
 */
export function createClickFilter(): ClickFilter {
  const exposures = new Map<string, Exposure>();

  function exposureOf(reader: string, book: number): Exposure {
    const key = `${book} ${reader}`;
    const exposure = exposures.get(key) ?? {};
    exposures.delete(key);
    exposures.set(key, exposure);
    if (exposures.size > REMEMBERED) exposures.delete(exposures.keys().next().value ?? '');
    return exposure;
  }

  return {
    impression(reader, book, at) {
      const exposure = exposureOf(reader, book);
      const { held } = exposure;
      if (held && held.at >= at) {
        exposure.held = undefined;
        return held;
      }
      exposure.openSince = Math.min(exposure.openSince ?? at, at);
      return undefined;
    },
    click(reader, book, click) {
      const exposure = exposureOf(reader, book);
      if (exposure.openSince !== undefined && exposure.openSince <= click.at) {
        exposure.openSince = undefined;
        return true;
      }
      exposure.held = click;
      return false;
    },
  };
}
