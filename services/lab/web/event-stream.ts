import type { Response } from 'express';
import type { Experiment } from './experiments.ts';

/** Sends an experiment's events as they come (Server-Sent Events, HTML Living Standard), the latest of each type first, and ends with it. */
export function streamEvents(experiment: Experiment, res: Response): void {
  res.writeHead(200, {
    'content-type': 'text/event-stream',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
  });
  let over = false;
  const stop = experiment.listen(function send({ type, data }) {
    if (over) return;
    res.write(`event: ${type}\ndata: ${JSON.stringify(data)}\n\n`);
    if (type !== 'done' && type !== 'failed') return;
    over = true;
    res.end();
  });
  res.once('close', stop);
}
