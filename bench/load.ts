/** A process of its own that asks for pages with autocannon: `load.ts URL PAGES CONNECTIONS`; prints JSON. */
import autocannon from 'autocannon';

const [url = '', pages = '', connections = ''] = process.argv.slice(2);
const result = await autocannon({
  url,
  amount: Number(pages),
  connections: Number(connections),
  timeout: 30,
});
const { latency, requests, non2xx, errors, duration } = result;
process.stdout.write(
  JSON.stringify({
    pages: requests.total,
    seconds: duration,
    p50: latency.p50,
    p99: latency.p99,
    failed: non2xx + errors,
  }),
);
