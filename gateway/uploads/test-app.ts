import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { measureRequests } from '@frontpage/shared/metrics.ts';
import { notFound, ProblemError } from '@frontpage/shared/problem.ts';
import type { Surroundings } from '@frontpage/shared/process.ts';
import { requestContext } from '@frontpage/shared/request-context.ts';
import { securityHeaders } from '@frontpage/shared/security-headers.ts';
import { type App, serverEnv } from '@frontpage/shared/server.ts';
import express, { type Request } from 'express';
import { z } from 'zod';
import { startApp } from '../../test/support/service.ts';
import { errorPage } from '../error-page.ts';
import { uploadsEnv } from './config.ts';
import { uploadMetrics } from './metrics.ts';
import { createUploads } from './uploads.ts';

export const testEnv = z.object({ ...serverEnv({ service: 0, operations: 0 }), ...uploadsEnv });

/** The uploads by themselves, for readers who say who they are in the header `x-reader` or the cookie `reader`. */
export function uploadsApp(config: z.output<typeof testEnv>, { log, registry }: Surroundings): App {
  const metrics = uploadMetrics(registry);
  const uploads = createUploads(config, {
    log,
    metrics,
    requireReader: (req) => ({ id: readerOf(req) }),
    sendPage: (_req, res, { title, content }) => {
      res.type('html').send(`<!doctype html><html lang="en"><meta charset="utf-8"><title>${title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
<link rel="stylesheet" href="/style.css"><main>${content()}</main></html>`);
    },
  });
  const app = express().disable('x-powered-by').disable('etag');
  app.use(measureRequests(registry), requestContext, securityHeaders(), uploads.routes);
  app.use(express.static(new URL('../public', import.meta.url).pathname));
  app.use(notFound, errorPage(log));
  return { app, notReady: uploads.notReady, close: uploads.close };
}

/** Starts them with a folder of their own, which is gone after the test. */
export async function startUploads(t: TestContext, env: Record<string, string> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'uploads-'));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  const settings = { DATA_DIR: folder, UPLOAD_KEEP_FREE: '0', ...env };
  const server = await startApp(t, testEnv, uploadsApp, settings).catch((error: unknown) => {
    remove();
    throw error;
  });
  // After the server's own end, which was registered before.
  t.after(remove);
  return { ...server, folder: join(folder, 'uploads') };
}

function readerOf(req: Request): string {
  const reader = req.get('x-reader') ?? /reader=(\w+)/.exec(req.get('cookie') ?? '')?.[1];
  if (reader === undefined) throw new ProblemError(401, 'Unauthorized', 'Sign in first.');
  return reader;
}
