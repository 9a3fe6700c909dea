import { join } from 'node:path';
import type { Logger } from '@frontpage/shared/logger.ts';
import { ProblemError } from '@frontpage/shared/problem.ts';
import { type ErrorRequestHandler, type Request, type Response, Router } from 'express';
import { closeUnread } from '../close-unread.ts';
import { wantsHtml } from '../wants-html.ts';
import type { UploadsConfig } from './config.ts';
import { sendUpload } from './download.ts';
import { createFolderStorage } from './folder-storage.ts';
import type { UploadMetrics } from './metrics.ts';
import { createUploadsContent, fileJson } from './page.ts';
import type { UploadRecord } from './records.ts';
import { createSqliteRecords } from './sqlite-records.ts';
import { createStore } from './store.ts';
import { startSweeping } from './sweep.ts';

type UploadsParts = {
  readonly log: Logger;
  readonly metrics: UploadMetrics;
  /** The reader that a request comes from; throws where it comes from none. */
  readonly requireReader: (req: Request) => { readonly id: string };
  /** Sends HTML with the shop's head and foot around it. */
  readonly sendPage: (req: Request, res: Response, page: { title: string; content: () => string }) => void;
};

/**
 * Readers' own files: `GET /uploads` lists them, `POST /uploads` adds to them, `GET /uploads/:id` sends one back and
 * `DELETE /uploads/:id` or, from a form, `POST /uploads/:id/delete` deletes it. To everybody but its owner a file doesn't exist.
 * Kept in `uploads/` and `gateway.sqlite` of `DATA_DIR`.
 */
export function createUploads(
  config: UploadsConfig,
  { log, metrics, requireReader, sendPage }: UploadsParts,
) {
  const storage = createFolderStorage(join(config.DATA_DIR, 'uploads'));
  const records = createSqliteRecords(join(config.DATA_DIR, 'gateway.sqlite'));
  const busy = new Set<string>();
  const limit = { files: config.UPLOAD_READER_FILES, bytes: config.UPLOAD_READER_BYTES };
  const { store, settled } = createStore(config, { storage, records, metrics, busy, limit });
  const sweeping = startSweeping(
    { storage, records, metrics, log, busy, age: config.UPLOAD_ORPHAN_AGE },
    config.UPLOAD_SWEEP_EVERY,
  );
  const content = createUploadsContent(config);

  async function own(req: Request): Promise<UploadRecord> {
    const reader = requireReader(req);
    const file = await records.find(String(req.params.id));
    if (file?.reader === reader.id) return file;
    throw new ProblemError(404, 'Not Found', 'There is no such file of yours.');
  }

  async function remove(req: Request): Promise<void> {
    const { id, size } = await own(req);
    // The record first: whatever happens in between, no file is listed that isn't there.
    if (!(await records.remove(id))) return;
    metrics.storedFiles.dec();
    metrics.storedBytes.dec(size);
    await storage.remove(id);
  }

  const routes = Router();
  routes.get('/uploads', async (req, res) => {
    const reader = requireReader(req);
    const [files, kept] = await Promise.all([records.list(reader.id), records.amount(reader.id)]);
    res.set('cache-control', 'private, no-store').vary('accept');
    if (wantsHtml(req)) sendPage(req, res, { title: 'Your files', content: () => content(files, kept) });
    else res.json({ files: files.map(fileJson), kept, limit });
  });
  routes.post('/uploads', async (req, res) => {
    const files = await store(requireReader(req).id, req, res);
    if (files === undefined) return;
    if (wantsHtml(req)) res.redirect(303, '/uploads');
    else res.status(201).json({ files: files.map(fileJson) });
  });
  routes.get('/uploads/:id', async (req, res) => sendUpload(req, res, await own(req), storage));
  routes.delete('/uploads/:id', async (req, res) => {
    await remove(req);
    res.status(204).end();
  });
  routes.post('/uploads/:id/delete', async (req, res) => {
    await remove(req);
    res.redirect(303, '/uploads');
  });
  routes.use(leaveUnread);

  async function close(): Promise<void> {
    // What was cut off has still to remove what it wrote.
    await Promise.all([sweeping.stop(), settled()]);
    records.close();
  }
  return { routes, notReady: sweeping.notReady, close };
}

// Whatever is wrong with a request, what it has still to send isn't read.
const leaveUnread: ErrorRequestHandler = function leaveUnread(error, req, res, next) {
  closeUnread(req, res);
  next(error);
};
