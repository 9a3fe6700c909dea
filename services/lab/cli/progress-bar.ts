import type { Progress } from '../engine/experiment.ts';

const WIDTH = 30;

/** A line of progress that is drawn over itself, and taken away at the end; for a terminal. */
export function progressBar(stream: { write(text: string): unknown; columns?: number }) {
  return {
    draw({ phase, sent, pages, inFlight, arms }: Progress): void {
      const done = pages === 0 ? 1 : sent / pages;
      const bar = '█'.repeat(Math.round(done * WIDTH)).padEnd(WIDTH, '░');
      const medians = Object.entries(arms).map(
        ([name, { p50 }]) => `${name} ${p50 === null ? '–' : p50.toFixed(0)}`,
      );
      const text = `${phase} ${bar} ${String(Math.floor(done * 100)).padStart(3)} %  ${inFlight} under way  ${medians.join('  ')}`;
      stream.write(`\r\u001b[2K${text.slice(0, Math.max(20, (stream.columns ?? 80) - 1))}`);
    },
    clear(): void {
      stream.write('\r\u001b[2K');
    },
  };
}
