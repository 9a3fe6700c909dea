/** A process of its own that asks for pages open loop: `send.ts OPENLOAD`, which is JSON; prints the samples as JSON. */
import { openLoop } from '../scripts/open-loop.ts';
import type { OpenLoad } from './load-openly.ts';

const { url, pages, rate, firstSeed } = JSON.parse(process.argv[2] ?? '') as OpenLoad;
const samples = await openLoop(pages, rate, (i) => ({
  url,
  headers: { 'x-latency-seed': String(firstSeed + i) },
}));
process.stdout.write(JSON.stringify(samples));
