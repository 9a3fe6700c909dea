import { createParts, type Upstreams } from '../../gateway/home/parts.ts';
import { createPageViews } from '../../gateway/home/views.ts';

const views = createPageViews();
// Only what renders them is asked of the parts here.
const parts = createParts({ promo: {}, recommendation: {} } as unknown as Upstreams);
const wish = { reader: 'visitor', budget: 2000, headers: {} };

/** The gateway's own page, from two answers, without a figure in its timing. */
export function renderPage(answers: readonly unknown[]): string {
  const fragments = answers.map((data) => ({ data, source: 'fresh' as const }));
  const timing = { totalMs: 0, queue: undefined, boundMs: undefined, overheadMs: undefined, calls: [] };
  return (
    views.head('concurrent', wish) +
    parts.map((part, i) => views.part(part, fragments[i] as never)).join('') +
    views.tail('concurrent', timing, 'none')
  );
}
