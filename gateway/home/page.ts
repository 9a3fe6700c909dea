import { randomUUID } from 'node:crypto';
import type { TraceContext } from '@frontpage/shared/trace-context.ts';
import type { Request, Response } from 'express';
import type { SignedIn } from '../readers/session.ts';
import type { CallRequest } from '../upstreams/call.ts';
import { abortWhenGone } from '../upstreams/call-for.ts';
import { type Fragment, fetchFragment } from './fragment.ts';
import type { Part } from './parts.ts';
import type { Queued, Schedule } from './schedule.ts';
import { type Strategy, type StrategyName, strategies } from './strategies.ts';

export type Schedules = Readonly<Record<Strategy['schedule'], Schedule>>;

/** What one request says of the page that it wants. */
export type PageWish = {
  /** Whom its recommendations are for. */
  readonly reader: string;
  /** Who looks at it; undefined for a visitor. */
  readonly signedIn?: SignedIn | undefined;
  /** Set where the lab decides something of the page, and so nobody looks at it: the reader, where it chose one. */
  readonly lab?: { readonly reader?: string | undefined } | undefined;
  /** What the reader would like to see prices in. */
  readonly currency: string;
  /** How long the page may take in all, in milliseconds. */
  readonly budget: number;
  /** Headers to carry on to the upstreams. */
  readonly headers: Readonly<Record<string, string>>;
};

/** A page that is being composed: its parts are on their way. */
export type Page = {
  /** Names it in the events that follow from it; a page of the lab has none, for no event does. */
  readonly id: string | undefined;
  readonly strategy: StrategyName;
  readonly schedule: Schedule;
  readonly wish: PageWish;
  readonly requestId: string;
  readonly trace: TraceContext;
  /** Its path and query. */
  readonly address: string;
  /** When it was asked for, on the clock of `performance.now()`. */
  readonly start: number;
  /** Aborted when the reader is gone. */
  readonly gone: AbortSignal;
  /** In the order of the parts. None rejects but where the schedule refuses the whole page. */
  readonly fragments: readonly Promise<Fragment>[];
  /** Its wait before its first call could begin, where there was one. */
  queue: Queued | undefined;
};

/** Begins a page: starts the calls of its parts as its strategy says. A reader who leaves aborts all of them. */
export function beginPage(
  strategy: StrategyName,
  wish: PageWish,
  parts: readonly Part[],
  schedules: Schedules,
  req: Request,
  res: Response,
): Page {
  const start = performance.now();
  const { id: requestId, originalUrl: address, trace } = req;
  const { schedule: scheduleName, fetch, patience } = strategies[strategy];
  const schedule = schedules[scheduleName];
  const gone = abortWhenGone(res);
  const common = {
    method: 'GET',
    attempt: 1,
    patience,
    signal: gone,
    deadline: start + wish.budget,
    trace,
    headers: { ...wish.headers, 'x-request-id': requestId },
  } satisfies Partial<CallRequest>;

  const starts = parts.map(({ upstream, path, personal }) => () => {
    const personalTo = personal ? wish.reader : undefined;
    return fetchFragment(upstream.name, upstream.calls[fetch], {
      ...common,
      path: path(wish.reader),
      personalTo,
    });
  });
  const id = wish.lab ? undefined : randomUUID();
  const page = {
    id,
    strategy,
    schedule,
    wish,
    requestId,
    trace,
    address,
    start,
    gone,
    queue: undefined,
  } as Omit<Page, 'fragments'>;
  const queued = (queue: Queued) => {
    page.queue = queue;
  };
  const fragments = schedule.start(starts, { signal: gone, deadline: common.deadline, queued });
  return Object.assign(page, { fragments });
}
