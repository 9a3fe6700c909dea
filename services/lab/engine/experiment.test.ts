import assert from 'node:assert/strict';
import { test } from 'node:test';
import { listenFor, never, startFakeGateway } from '../testing/fake-gateway.ts';
import { ExperimentError } from './arms.ts';
import { toCsv } from './csv.ts';
import { type Progress, runExperiment } from './experiment.ts';
import { type PlanInput, planSchema } from './plan.ts';

const nowhere = { gateway: 'http://127.0.0.1:9' };
const planOf = (input: PlanInput) => planSchema.parse({ warmUp: 0, seed: 1, ...input });

test('a pause of the server is not hidden by the pages that it would have kept from being sent', async (t) => {
  // From the fiftieth page on nothing is answered for two seconds. A closed loop would have sent one page in that time.
  let asked = 0;
  let resumed: Promise<void> = Promise.resolve();
  const url = await listenFor(t, async (_req, res) => {
    asked += 1;
    if (asked === 50) resumed = new Promise((resolve) => setTimeout(resolve, 2000));
    await resumed;
    res.end('a page');
  });
  const plan = planOf({ targets: [{ name: 'page', url: `${url}/{n}` }], rate: 50, duration: 4000 });
  const { arms } = await runExperiment(plan, nowhere, { signal: never });
  const { page } = arms;
  assert.ok(page);
  assert.equal(page.pages, 200);
  // Those due in the first half of the pause waited for all of its second half, and a quarter of all pages are such.
  const { share, ms } = page.distribution;
  const atShare = (q: number) => ms[share.findIndex((each) => each >= q)] ?? 0;
  assert.ok(atShare(0.76) >= 990, `the slowest quarter took ${atShare(0.76)} ms`);
  assert.ok((page.ms.p90 ?? 0) >= 1500 && (page.ms.p99 ?? 0) >= 1900, JSON.stringify(page.ms));
});

test('the pages of a round share a seed, and no two rounds do; each has its headers', async (t) => {
  const gateway = await startFakeGateway(t);
  const plan = planOf({
    strategies: ['sequential', 'concurrent'],
    rate: 100,
    duration: 500,
    latency: { promo: 'fixed:5' },
    faults: { recommendation: 'hang:p=0.1;reset:p=0.1' },
  });
  const report = await runExperiment(plan, { gateway: gateway.url }, { signal: never });
  const measured = gateway.asked.slice(2);
  const seedsOf = (name: string) =>
    measured.filter(({ strategy }) => strategy === name).map(({ headers }) => headers['x-latency-seed']);
  assert.equal(new Set(seedsOf('sequential')).size, 50);
  assert.deepEqual(seedsOf('sequential').sort(), seedsOf('concurrent').sort());
  assert.equal(measured[0]?.headers['x-latency'], 'promo=(fixed:5)');
  assert.equal(measured[0]?.headers['x-faults'], 'recommendation=(hang:p=0.1;reset:p=0.1,where=headers)');
  assert.deepEqual([report.paired, report.baseline, report.ended], [true, 'sequential', 'complete']);
  assert.deepEqual(report.arms.concurrent?.difference?.pairs, 50);
});

test('a known difference is found, and said', async (t) => {
  const gateway = await startFakeGateway(t, {
    delay: ({ strategy }) => (strategy === 'sequential' ? 250 : 10),
  });
  const plan = planOf({ strategies: ['sequential', 'concurrent'], rate: 40, duration: 1000 });
  const { arms, finding } = await runExperiment(plan, { gateway: gateway.url }, { signal: never });
  assert.ok((arms.sequential?.ms.p50 ?? 0) >= 249 && (arms.concurrent?.ms.p50 ?? 0) >= 9);
  assert.ok((arms.concurrent?.difference?.p50.high ?? 0) < 0);
  assert.match(
    finding,
    /^The median page of concurrent took .* quicker than sequential \(95 % interval .* 40 rounds/,
  );
});

test('degraded pages, their sources, calls, bound and overhead come from what the pages say', async (t) => {
  const gateway = await startFakeGateway(t, {
    timing: () =>
      'promo;dur=9;desc="fallback: breaker-open", recommendation;dur=3;desc="stale: timeout", bound;dur=8, overhead;dur=1.5',
  });
  const plan = planOf({ strategies: ['concurrent'], rate: 50, duration: 200 });
  const { arms, finding } = await runExperiment(plan, { gateway: gateway.url }, { signal: never });
  const { concurrent } = arms;
  assert.deepEqual([concurrent?.pages, concurrent?.degraded, concurrent?.callsPerPage], [10, 10, 1]);
  assert.deepEqual(concurrent?.sources, {
    promo: { 'fallback: breaker-open': 10 },
    recommendation: { 'stale: timeout': 10 },
  });
  assert.ok(Math.abs((concurrent?.bound.p50 ?? 0) - 8) < 0.01);
  assert.ok(Math.abs((concurrent?.overhead.p50 ?? 0) - 1.5) < 0.01);
  assert.match(finding, /Pages that lacked a part: 100 % of concurrent/);
});

test('errors are counted by kind and are in no percentile, but a page given up at the limit counts with its time', async (t) => {
  const url = await listenFor(t, (req, res) => {
    const round = Number(req.url?.slice(1));
    if (round % 4 === 1) res.writeHead(503).end();
    else if (round % 4 === 2) req.socket.destroy();
    else if (round % 4 === 3) res.writeHead(200).write('a page that never ends');
    else res.end('a page');
  });
  const plan = planOf({ targets: [{ name: 'page', url: `${url}/{n}` }], rate: 200, duration: 200 });
  const limits = { maxInFlight: 100, page: 2000 };
  const { arms, paired, warnings } = await runExperiment(plan, nowhere, { signal: never, limits });
  assert.equal(arms.page?.pages, 40);
  assert.equal(arms.page?.errors['status 503'], 10);
  assert.equal(arms.page?.errors.timeout, 10);
  assert.equal(
    Object.values(arms.page?.errors ?? {}).reduce((sum, count) => sum + count, 0),
    30,
  );
  // Ten that came and ten that never would have: half of twenty, and a quarter of forty.
  const { share = [], ms = [] } = arms.page?.distribution ?? {};
  assert.ok((ms[share.findIndex((each) => each >= 0.55)] ?? 0) >= 1999);
  assert.equal(paired, false);
  assert.match(warnings.join(), /no delays of ours/);
});

test('one that is cancelled gives what there was until then, and leaves nothing under way', async (t) => {
  const gateway = await startFakeGateway(t);
  const stop = new AbortController();
  const seen: Progress[] = [];
  const plan = planOf({ strategies: ['concurrent'], rate: 100, duration: 600_000 });
  const report = await runExperiment(
    plan,
    { gateway: gateway.url },
    {
      signal: stop.signal,
      every: 20,
      onProgress(progress) {
        seen.push(progress);
        if (progress.sent >= 20) stop.abort();
      },
    },
  );
  assert.equal(report.ended, 'cancelled');
  assert.ok((report.arms.concurrent?.pages ?? 0) >= 15);
  assert.deepEqual([seen[0]?.phase, seen[0]?.pages, seen.at(-1)?.phase], ['load', 60_000, 'summing up']);
  const { sent } = report.generator;
  const pages = report.arms.concurrent?.pages ?? 0;
  assert.match(report.warnings.join(), new RegExp(`cancelled: .* ${sent - pages} pages were under way`));
});

test('one that is cancelled before it began says so, and not that nobody answers', async (t) => {
  const stop = new AbortController();
  const url = await listenFor(t, () => stop.abort());
  const plan = planOf({ targets: [{ name: 'page', url }] });
  await assert.rejects(
    runExperiment(plan, nowhere, { signal: stop.signal }),
    /It was cancelled before it began/,
  );
});

test('pages that met no delay, since no call was made for them or no service takes our seeds, are not called paired', async (t) => {
  const of = async (timing: string) => {
    const gateway = await startFakeGateway(t, { timing: () => timing });
    const plan = planOf({ strategies: ['sequential', 'concurrent'], rate: 50, duration: 400 });
    const { paired, warnings, finding } = await runExperiment(
      plan,
      { gateway: gateway.url },
      { signal: never },
    );
    assert.equal(paired, !/did not meet the same delays/.test(finding));
    return [paired, warnings.join()] as const;
  };
  const [refused, why] = await of('promo;dur=0;desc="fallback: breaker-open", bound;dur=0, overhead;dur=1');
  assert.equal(refused, false);
  assert.match(why, /kept calls from being made: 100.0 % of sequential, 100.0 % of concurrent/);
  const [undrawn, reason] = await of('promo;dur=9;desc="fresh"');
  assert.equal(undrawn, false);
  assert.match(reason, /the services take no latency or seed/);
  const [usual, nothing] = await of('promo;dur=9;desc="fresh", bound;dur=8, overhead;dur=1');
  assert.equal(usual, true);
  assert.doesNotMatch(nothing, /breaker|seed/);
});

test('what can’t be run is an error that says why', async (t) => {
  const gateway = await startFakeGateway(t, { lab: false });
  const run = (input: PlanInput, url = gateway.url) =>
    runExperiment(planOf({ duration: 100, ...input }), { gateway: url }, { signal: never });
  await assert.rejects(run({ strategies: ['unknown'] }), /404: There is no strategy "unknown"/);
  await assert.rejects(run({ strategies: ['concurrent'] }, 'http://127.0.0.1:9'), ExperimentError);
  await assert.rejects(run({ strategies: ['concurrent'], latency: { promo: 'fixed:1' } }), /LAB=off/);
  const { paired, warnings } = await run({ strategies: ['concurrent'] });
  assert.equal(paired, false);
  assert.match(warnings.join(), /LAB=off/);
});

test('CSV has a line an arm, each with as many fields as the first', async (t) => {
  const gateway = await startFakeGateway(t);
  const plan = planOf({ strategies: ['sequential', 'concurrent'], rate: 50, duration: 200 });
  const lines = toCsv(await runExperiment(plan, { gateway: gateway.url }, { signal: never }))
    .trimEnd()
    .split('\r\n');
  assert.deepEqual(
    lines.map((line) => line.split(',')[0]),
    ['name', 'sequential', 'concurrent'],
  );
  assert.equal(new Set(lines.map((line) => line.split(',').length)).size, 1);
});
