import { wait } from '../shared/latency/wait.ts';
import { readNumbers } from './read-numbers.ts';

/** How exactly injected delays are waited, a thousand at once: `npm run waits`. Errors in milliseconds, late is positive. */
readNumbers({});
const WAITS = 1000;
const never = new AbortController().signal;

console.log('run     p50     p99     max     min');
for (let run = 1; run <= 5; run += 1) {
  const errors = await Promise.all(
    Array.from({ length: WAITS }, async (_, i) => {
      const ms = 50 + (450 * i) / WAITS;
      const start = performance.now();
      await wait(ms, never);
      return performance.now() - start - ms;
    }),
  );
  errors.sort((a, b) => a - b);
  const at = (q: number) => (errors[Math.ceil(q * WAITS) - 1] ?? Number.NaN).toFixed(2).padStart(7);
  console.log(`${run}   ${at(0.5)} ${at(0.99)} ${at(1)} ${at(1 / WAITS)}`);
}
