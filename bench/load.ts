/** A process of its own that asks for pages with autocannon: `load.ts URL PAGES CONNECTIONS`; prints JSON. */
import autocannon from 'autocannon';

const [url = '', pages = '', connections = ''] = process.argv.slice(2);
const result = await autocannon({
  url,
  amount: Number(pages),
  connections: Number(connections),
  timeout: 30,
  // It ends, and takes its time, at a sample: one a second would round every duration up to whole seconds.
  sampleInt: 10,
  bailout: 1,
  verifyBody: isWhole,
});
const { latency, requests, non2xx, errors, mismatches, duration } = result;
process.stdout.write(
  JSON.stringify({
    pages: requests.total,
    seconds: duration,
    p50: latency.p50,
    p99: latency.p99,
    failed: non2xx + errors + mismatches,
  }),
);

/** A page that lacks a part is 200 as well, and says so in a note. */
function isWhole(body: unknown): boolean {
  const page = String(body);
  return page.trimEnd().endsWith('</html>') && !page.includes('class="note"');
}
