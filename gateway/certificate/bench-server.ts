import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import express from 'express';
import { createCertificates } from './certificates.ts';
import { composeCertificate } from './compose.ts';
import { certificateRoutes } from './routes.ts';
import { readTemplate, templateFile } from './template.ts';
import { emma } from './test-book.ts';
import { certificateMetrics } from './test-metrics.ts';

/** What the server has used since it was told to start counting; CPU in milliseconds, memory in bytes. */
export type ServerCost = {
  readonly cpuMs: number;
  readonly mainCpuMs: number;
  /** How late the event loop of the main thread was, all but once in a thousand times. */
  readonly loopDelayMs: number;
  readonly rss: number;
};

const RESOLUTION = 1;
const at = '2026-11-23T12:00:00Z';

const metrics = certificateMetrics();
const certificates = createCertificates({ queueLimit: 1000, waitLimit: 60_000, metrics });
const folder = mkdtempSync(join(tmpdir(), 'certificates-'));
process.once('exit', () => rmSync(folder, { recursive: true }));
process.once('SIGTERM', () => process.exit());
process.once('disconnect', () => process.exit());
writeFileSync(join(folder, 'certificate.pdf'), ownFile());

const app = express().disable('x-powered-by').disable('etag');
app.use(
  certificateRoutes({
    requireReader: () => ({ id: 'r0001', name: 'Ada' }),
    purchasesOf: async (id, req) => ({ id, name: String(req.query.name), purchases: [{ book: emma, at }] }),
    certificates,
    metrics,
  }),
);
app.use(express.static(folder));
const server = app.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));

const delays = monitorEventLoopDelay({ resolution: RESOLUTION });
delays.enable();
let cpu = process.cpuUsage();
let mainCpu = process.threadCpuUsage();
process.on('message', () => {
  const used = process.cpuUsage(cpu);
  const usedByMain = process.threadCpuUsage(mainCpu);
  process.send?.({
    cpuMs: (used.user + used.system) / 1000,
    mainCpuMs: (usedByMain.user + usedByMain.system) / 1000,
    loopDelayMs: Math.max(0, delays.percentile(99.9) / 1e6 - RESOLUTION),
    rss: process.memoryUsage.rss(),
  } satisfies ServerCost);
  cpu = process.cpuUsage();
  mainCpu = process.threadCpuUsage();
  delays.reset();
});

/** A certificate as a file. */
function ownFile(): Buffer {
  const template = readFileSync(templateFile);
  const certificate = { reader: 'Ada Lovelace', title: emma.title, author: emma.author, downloadedAt: at };
  return Buffer.concat([template, composeCertificate(readTemplate(template), certificate)]);
}
