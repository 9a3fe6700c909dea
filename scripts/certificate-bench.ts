import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { Agent, get, type IncomingMessage } from 'node:http';
import { cpus } from 'node:os';
import type { ServerCost } from '../gateway/certificate/bench-server.ts';

/**
 * What a certificate costs beside a file of the same size that express.static serves: a server in a process of its own,
 * READERS at once asking for one after another, the rows in turn. For an idle machine: `npm run certificates`.
 */
const READERS = 16;
const ROUNDS = 5;
/** Downloads of each row in a round, and before the first one. */
const DOWNLOADS = 400;

const rows: Readonly<Record<string, string>> = {
  'express.static': '/certificate.pdf',
  'Ada Lovelace': `/books/emma/certificate.pdf?name=${encodeURIComponent('Ada Lovelace')}`,
  'Ελένη Παπαδοπούλου': `/books/emma/certificate.pdf?name=${encodeURIComponent('Ελένη Παπαδοπούλου')}`,
  'محمد بن عبد الله': `/books/emma/certificate.pdf?name=${encodeURIComponent('محمد بن عبد الله')}`,
  王小明: `/books/emma/certificate.pdf?name=${encodeURIComponent('王小明')}`,
  '500 characters': `/books/emma/certificate.pdf?name=${encodeURIComponent('Ada Lovelace '.repeat(39).slice(0, 500))}`,
};

type Cost = { seconds: number; cpuMs: number; mainCpuMs: number; loopDelayMs: number; bytes: number };

const agent = new Agent({ keepAlive: true, maxSockets: READERS });
const server = fork(new URL('../gateway/certificate/bench-server.ts', import.meta.url));
try {
  const [port] = (await once(server, 'message')) as [number];
  for (const path of Object.values(rows)) await download(port, path);
  const costs = Object.fromEntries(Object.keys(rows).map((name) => [name, [] as Cost[]]));
  let rss = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [name, path] of Object.entries(rows)) {
      await ask('start');
      const start = performance.now();
      const bytes = await download(port, path);
      const seconds = (performance.now() - start) / 1000;
      const cost = await ask('stop');
      costs[name]?.push({ ...cost, seconds, bytes });
      rss = cost.rss;
    }
    console.log(`round ${round + 1}: ${Math.round(rss / 1e6)} MB resident`);
  }
  report(costs);
} finally {
  agent.destroy();
  server.kill();
}

function report(costs: Readonly<Record<string, readonly Cost[]>>): void {
  const load = readFileSync('/proc/loadavg', 'utf8').slice(0, 4);
  console.log(
    `${cpus().length} × ${cpus()[0]?.model}, load ${load}; ${ROUNDS} rounds of ${DOWNLOADS}, medians`,
  );
  console.log(
    '                     kB  downloads/s   CPU ms  of it main thread  loop p99.9, ms    CPU as express.static',
  );
  const [baseline = Number.NaN] = Object.values(costs).map((rounds) =>
    median(rounds.map(({ cpuMs }) => cpuMs)),
  );
  for (const [name, rounds] of Object.entries(costs)) {
    const cpu = median(rounds.map(({ cpuMs }) => cpuMs));
    const columns = [
      (rounds[0]?.bytes ?? 0) / 1000,
      DOWNLOADS / median(rounds.map(({ seconds }) => seconds)),
      cpu / DOWNLOADS,
      median(rounds.map(({ mainCpuMs }) => mainCpuMs)) / DOWNLOADS,
      median(rounds.map(({ loopDelayMs }) => loopDelayMs)),
      cpu / baseline,
    ];
    const digits = [1, 0, 2, 2, 1, 1];
    const widths = [6, 12, 9, 18, 16, 20];
    const cells = columns.map((value, i) => value.toFixed(digits[i]).padStart(widths[i] ?? 0));
    console.log(`${name.padEnd(18)}${cells.join('')} ×`);
  }
}

/** Asks for all downloads of a row, and tells the size of one. */
async function download(port: number, path: string): Promise<number> {
  let left = DOWNLOADS;
  let bytes = 0;
  async function read(): Promise<void> {
    while (left > 0) {
      left -= 1;
      const [message] = (await once(get({ port, path, agent }), 'response')) as [IncomingMessage];
      let received = 0;
      for await (const chunk of message) received += chunk.length;
      if (message.statusCode !== 200) throw new Error(`${path} answered ${message.statusCode}`);
      bytes = received;
    }
  }
  await Promise.all(Array.from({ length: READERS }, read));
  return bytes;
}

async function ask(what: 'start' | 'stop'): Promise<ServerCost> {
  server.send(what);
  const [answer] = (await once(server, 'message')) as [ServerCost];
  return answer;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
