import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import type { OutgoingHttpHeaders } from 'node:http';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { startMesh } from './mesh/start-mesh.ts';
import { openLoop, quantile, type Sample } from './open-loop.ts';
import { readNumbers } from './read-numbers.ts';
import type { Order, Outcome } from './uploads-bench-senders.ts';

/**
 * What uploads cost: 64 of 50 MB at once to the gateway, its memory meanwhile, the home pages beside them with the
 * same delays of the services as without them, and the throughput against a server that does nothing but write the body
 * to a file. For an idle machine with 10 GB to spare: `npm run uploads`; shorter with `-- --uploads 16 --size 10 --pages 200`, the size in MB.
 */
const MEGABYTE = 1024 * 1024;
const values = readNumbers({
  uploads: { default: 64, least: 1 },
  size: { default: 50, least: 1 },
  pages: { default: 1000, least: 1 },
});
const UPLOADS = values.uploads;
const BYTES = values.size * MEGABYTE;
const PAGES = values.pages;
const RATE = 40;

const folder = mkdtempSync(join(process.env.BENCH_DIR ?? tmpdir(), 'frontpage-uploads-'));
// Whatever ends this process: the disk is free again.
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
const mesh = await startMesh({
  env: {
    LAB: 'on',
    LATENCY: 'lognormal:p50=60,p99=200',
    DATA_DIR: folder,
    UPLOAD_READER_BYTES: String(100 * UPLOADS * BYTES),
    UPLOAD_CONCURRENCY: String(UPLOADS),
    LOG_LEVEL: 'warn',
  },
});
const gateway = mesh.processes.find(({ name }) => name === 'gateway');
let bare: ChildProcess | undefined;
try {
  console.log(
    `${cpus().length} × ${cpus()[0]?.model}, load ${readFileSync('/proc/loadavg', 'utf8').slice(0, 4)}`,
  );
  const headers = await signIn();
  await pages();
  const alone = await pages();
  const before = rss();

  const sampler = sampleRss();
  const beside = pages();
  const rounds: Outcome[] = [];
  let done = false;
  beside.then(() => {
    done = true;
  });
  while (!done) {
    rounds.push(await send(`${mesh.url}/uploads`, headers));
    await clear(join(folder, 'uploads'));
  }
  const loaded = await beside;
  const peak = sampler();
  printPages(alone, loaded);
  console.log(`beside the pages: ${rounds.map((round) => `${rate(round).toFixed(0)} MB/s`).join(', ')}`);
  console.log(
    `RSS ${before.toFixed(0)} MB before, ${peak.toFixed(0)} MB at most: ${(peak - before).toFixed(0)} MB more`,
  );

  bare = fork(new URL('uploads-bench-bare.ts', import.meta.url).pathname, [bareFolder()]);
  const [bareUrl] = (await once(bare, 'message')) as [string];
  const rates = { gateway: [] as number[], bare: [] as number[] };
  for (let round = 0; round < 3; round += 1) {
    rates.bare.push(rate(await send(bareUrl, {})));
    await clear(bareFolder());
    rates.gateway.push(rate(await send(`${mesh.url}/uploads`, headers)));
    await clear(join(folder, 'uploads'));
  }
  const [ours, theirs] = [median(rates.gateway), median(rates.bare)];
  console.log(
    `gateway ${ours.toFixed(0)} MB/s, bare ${theirs.toFixed(0)} MB/s: ratio ${(ours / theirs).toFixed(2)}`,
  );
} finally {
  bare?.kill();
  await mesh.stop();
}

async function pages(): Promise<Sample[]> {
  return openLoop(PAGES, RATE, (i) => ({
    url: `${mesh.url}/home/concurrent`,
    headers: { 'x-latency-seed': String(i) },
  }));
}

async function send(url: string, headers: OutgoingHttpHeaders): Promise<Outcome> {
  const senders = fork(new URL('uploads-bench-senders.ts', import.meta.url).pathname);
  senders.send({ url, headers, uploads: UPLOADS, bytes: BYTES } satisfies Order);
  const [outcome] = (await once(senders, 'message')) as [Outcome];
  const failed = outcome.statuses.filter((status) => status !== 201);
  if (failed.length > 0)
    throw new Error(`${failed.length} uploads failed: ${[...new Set(failed)].join(', ')}`);
  return outcome;
}

async function signIn(): Promise<OutgoingHttpHeaders> {
  const body = new URLSearchParams({ reader: 'r0007' });
  const answer = await fetch(`${mesh.url}/sign-in`, { method: 'POST', body, redirect: 'manual' });
  const cookie = answer.headers.getSetCookie().map((each) => each.split(';')[0]);
  return { cookie: cookie.join('; '), accept: 'application/json' };
}

function printPages(alone: readonly Sample[], loaded: readonly Sample[]): void {
  for (const q of [0.5, 0.99]) {
    const [without, beside] = [quantile(alone, q), quantile(loaded, q)];
    console.log(
      `pages p${q * 100}: ${without.toFixed(1)} ms alone, ${beside.toFixed(1)} ms beside uploads: ratio ${(beside / without).toFixed(2)}`,
    );
  }
  const failed = loaded.filter(({ status }) => status !== 200).length;
  if (failed > 0) console.log(`${failed} of ${loaded.length} pages beside uploads failed`);
}

/** The gateway's memory now, in MB. */
function rss(): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${gateway?.pid}/status`, 'utf8'))?.[1]) / 1024;
}

function sampleRss(): () => number {
  let peak = 0;
  const timer = setInterval(() => {
    peak = Math.max(peak, rss());
  }, 50);
  return () => {
    clearInterval(timer);
    return peak;
  };
}

// Not through the gateway: only the disk is to be free again.
async function clear(of: string): Promise<void> {
  // Asynchronously: removing gigabytes takes long enough to be seen in the pages' times.
  for (const name of await readdir(of)) await rm(join(of, name));
}

function bareFolder(): string {
  const path = join(folder, 'bare');
  mkdirSync(path, { recursive: true });
  return path;
}

function rate({ seconds }: Outcome): number {
  return (UPLOADS * BYTES) / MEGABYTE / seconds;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
