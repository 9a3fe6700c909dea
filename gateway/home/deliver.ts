import type { Response } from 'express';
import type { Fragment } from './fragment.ts';
import type { Page } from './page.ts';
import type { Part } from './parts.ts';
import { serverTiming, type Timing, timePage } from './timing.ts';
import type { PageViews } from './views.ts';

/** What was sent of a page. */
export type Delivered = {
  readonly fragments: readonly Fragment[];
  readonly timing: Timing;
  /** When the first byte left; undefined where none did, because a part that is required failed. */
  readonly firstByteMs: number | undefined;
};

/**
 * Sends a page, and says what was sent; undefined where the reader left before it was.
 *
 * @throws ProblemError where the schedule refused the page.
 */
export type Deliver = (
  page: Page,
  parts: readonly Part[],
  views: PageViews,
  res: Response,
) => Promise<Delivered | undefined>;

/** The page leaves when all of its parts have ended. */
const whole: Deliver = async (page, parts, views, res) => {
  const fragments = await Promise.all(page.fragments);
  if (page.gone.aborted) return undefined;
  const view = lacksRequired(parts, fragments) ? undefined : views.of(page, fragments);
  const content = view ? view.head + parts.map((part, i) => view.part(part, fragments[i])).join('') : '';
  const timing = timePage(page, fragments);
  res.setHeader('server-timing', serverTiming(timing));
  if (!view) return { fragments, timing, firstByteMs: undefined };
  const body = Buffer.from(content + view.tail(timing));
  setHeaders(res);
  res.setHeader('content-length', Buffer.byteLength(body));
  res.end(body);
  return { fragments, timing, firstByteMs: performance.now() - page.start };
};

/**
 * The page's frame leaves at once, with a place for each part, and each part follows as it arrives, in any order: its
 * place is a slot of a declarative shadow root, so a browser shows it there without script. The status has been sent by
 * then, so a required part that fails is a note here, as any other.
 */
const streamed: Deliver = async (page, parts, views, res) => {
  setHeaders(res);
  // Node refuses to announce a trailer where the body has no chunks to put it behind.
  if (res.req.method === 'GET' && res.req.httpVersion !== '1.0') res.setHeader('trailer', 'server-timing');
  res.setHeader('x-accel-buffering', 'no');
  const view = views.of(page);
  res.write(view.head + views.skeleton);
  const firstByteMs = performance.now() - page.start;

  async function sendPart(part: Part, arriving: Promise<Fragment>): Promise<Fragment> {
    const fragment = await arriving;
    if (!page.gone.aborted) res.write(view.part(part, fragment));
    return fragment;
  }
  const fragments = await Promise.all(
    page.fragments.map((arriving, i) => sendPart(parts[i] as Part, arriving)),
  );
  if (page.gone.aborted) return undefined;
  const timing = timePage(page, fragments);
  res.addTrailers({ 'server-timing': serverTiming(timing) });
  res.end(view.tail(timing));
  return { fragments, timing, firstByteMs };
};

export const deliveries = { whole, streamed } satisfies Record<string, Deliver>;

function setHeaders(res: Response): void {
  res.setHeader('content-type', 'text/html; charset=utf-8');
  res.setHeader('cache-control', 'private, no-store');
}

function lacksRequired(parts: readonly Part[], fragments: readonly Fragment[]): boolean {
  return parts.some(({ upstream }, i) => upstream.required && fragments[i]?.source === 'fallback');
}
