import type { Logger } from '@frontpage/shared/logger.ts';
import { logProblem, sendProblem, toProblem } from '@frontpage/shared/problem.ts';
import type { ErrorRequestHandler } from 'express';
import { compileTemplate } from './templates.ts';
import { wantsHtml } from './wants-html.ts';

/** Turns errors into a page for those who read HTML, and into a problem document for the rest. */
export function errorPage(log: Logger): ErrorRequestHandler {
  const render = compileTemplate('error', ['status', 'title', 'detail', 'requestId']);
  return function answerError(error: unknown, req, res, _next) {
    const problem = toProblem(error);
    logProblem(log, problem, req);
    if (res.headersSent || !wantsHtml(req)) return sendProblem(res, problem);
    const { status, title, detail, headers } = problem;
    res
      .status(status)
      .set(headers)
      .type('html')
      .send(render({ status, title, detail, requestId: req.id }));
  };
}
