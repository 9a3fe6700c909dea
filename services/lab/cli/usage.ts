/** The help of `npm run lab`. */
export const usage = `Usage: npm run lab -- [options]

Compares ways to compose the home page, or pages of your own system, under open-loop load. Starts a mesh of its own
and stops it afterwards, unless --gateway says where one runs; nothing that runs is changed.

What is compared
  --strategies A,B         strategies of the gateway; sequential,concurrent unless there are targets
  --target NAME=URL        a page of any system, {n} in it the number of the round; may be repeated. No paired draws there
  --latency SERVICE=…      what promo or recommendation delay, such as promo=fixed:100; may be repeated
  --faults SERVICE=…       what goes wrong there, such as promo=error:p=0.1; may be repeated

How
  --rate N                 pages a second for each of them, 20
  --duration TIME          such as 10s, 500ms, 1m30s; 10s
  --warm-up TIME           load before that is not counted, 2s
  --arrivals HOW           constant or poisson; constant
  --seed N                 0 to 4294967295; chosen, and named in the result, unless given
  --gateway URL --ops URL  a gateway that runs already (LAB=on), and its operations port

What comes out
  --json, --csv            the result as JSON or CSV instead of a table, on standard output
  --out FILE               the result as JSON into a file as well
  --assert EXPRESSION      such as 'concurrent.p95 < 0.7 * sequential.p95 && concurrent.errors < 1%'; may be repeated. Metrics:
                           mean p50 p90 p95 p99 p99.9 max first_byte bound overhead pages degraded errors calls

Exit codes: 0; 1 where an assertion does not hold; 2 for arguments that can't be taken; 3 where the experiment can't be run;
130 when it was interrupted, with the result of what there was until then.`;
