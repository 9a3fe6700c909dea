import { once } from 'node:events';
import { STATUS_CODES } from 'node:http';
import type { NextFunction, Response } from 'express';
import { ProblemError, sendProblem } from '../problem.ts';
import { callerGone } from './caller-gone.ts';
import type { Fault, FaultKind } from './faults.ts';
import { interceptBody } from './intercept-body.ts';
import { wait } from './wait.ts';

type Respond<K extends FaultKind> = (
  res: Response,
  next: NextFunction,
  fault: Extract<Fault, { fault: K }>,
) => void | Promise<void>;

/** How each fault looks to the caller. Those that spoil the real answer call `next` for it; the others do without. */
const responses: { [K in FaultKind]: Respond<K> } = {
  error(res, _next, { status }) {
    const title = STATUS_CODES[status] ?? 'Injected Fault';
    sendProblem(
      res,
      new ProblemError(status, title, 'This fault was injected.', {
        headers: { 'cache-control': 'no-store' },
      }),
    );
  },
  hang() {
    // Says nothing; the caller's patience ends it.
  },
  reset(res, next, { where }) {
    if (where === 'headers') return reset(res);
    interceptBody(res, (body) => sendHalf(res, body, () => reset(res)));
    next();
  },
  truncate(res, next) {
    interceptBody(res, (body) => sendHalf(res, body, () => res.socket?.destroySoon()));
    next();
  },
  trickle(res, next, { rate }) {
    interceptBody(res, (body) => void trickle(res, body, rate));
    next();
  },
  malformed(res, _next, { what }) {
    res.set('cache-control', 'no-store').type('json');
    res.send(what === 'json' ? '{"malformed":' : '{"malformed":"contract"}');
  },
  async oversize(res, _next, { bytes }) {
    res.set('cache-control', 'no-store').type('json');
    // Without a content-length: a caller has to notice the size as it reads. One who leaves early is no error.
    const gone = callerGone(res);
    for (const chunk of oversizeJson(bytes)) {
      if (gone.aborted) return;
      if (!res.write(chunk)) await once(res, 'drain', { signal: gone }).catch(() => undefined);
    }
    res.end();
  },
};

/** Answers, or doesn't, as the fault says. */
export function respondWithFault(fault: Fault, res: Response, next: NextFunction): void | Promise<void> {
  // The row is the fault's own; the compiler can't follow that.
  const respond = responses[fault.fault] as (
    res: Response,
    next: NextFunction,
    fault: Fault,
  ) => void | Promise<void>;
  return respond(res, next, fault);
}

/** Headers and half of the body, then what `after` does once they are with the operating system. */
function sendHalf(res: Response, body: Buffer, after: () => void): void {
  res.flushHeaders();
  res.write(body.subarray(0, Math.floor(body.length / 2)), after);
}

/** A TCP reset, not an orderly end. */
function reset(res: Response): void {
  res.socket?.resetAndDestroy();
}

/** The headers at once, and the body evenly, ten pieces a second or a byte at a time. */
async function trickle(res: Response, body: Buffer, rate: number): Promise<void> {
  const gone = callerGone(res);
  const piece = Math.max(1, Math.round(rate / 10));
  const start = performance.now();
  res.flushHeaders();
  for (let sent = 0; sent < body.length; sent += piece) {
    const due = start + (sent / rate) * 1000;
    if ((await wait(due - performance.now(), gone)) === 'aborted') return;
    res.write(body.subarray(sent, sent + piece));
  }
  res.end();
}

function* oversizeJson(bytes: number): Generator<string> {
  const [head, tail] = ['{"oversize":"', '"}'];
  yield head;
  for (let left = bytes - head.length - tail.length; left > 0; left -= PADDING.length)
    yield PADDING.slice(0, left);
  yield tail;
}

const PADDING = 'x'.repeat(2 ** 16);
