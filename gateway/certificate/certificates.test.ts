import assert from 'node:assert/strict';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { buffer } from 'node:stream/consumers';
import { type TestContext, test } from 'node:test';
import { ProblemError } from '@frontpage/shared/problem.ts';
import { startCertificateThread } from './certificate-thread.ts';
import { createCertificates } from './certificates.ts';
import type { Certificate } from './compose.ts';
import { readTemplate, templateFile } from './template.ts';
import { certificateMetrics } from './test-metrics.ts';
import { checkPdf, textsOf } from './test-pdf.ts';

const patient = new AbortController().signal;

function start(t: TestContext, limits: { queueLimit?: number; waitLimit?: number } = {}) {
  const metrics = certificateMetrics();
  const certificates = createCertificates({ queueLimit: 100, waitLimit: 60_000, metrics, ...limits });
  t.after(certificates.close);
  return { ...certificates, metrics };
}

function certificateFor(reader: string): Certificate {
  return { reader, title: 'Emma', author: 'Jane Austen', downloadedAt: '2026-11-23T12:00:00.000001Z' };
}

function refuses(detail: RegExp) {
  return (error: unknown) =>
    error instanceof ProblemError && error.status === 503 && detail.test(error.detail);
}

test('each of many certificates at once is its own, and as long as it says', async (t) => {
  const { compose } = start(t);
  const readers = Array.from({ length: 50 }, (_, i) => `Reader ${i}`);
  const composed = await Promise.all(readers.map((reader) => compose(certificateFor(reader), patient)));
  const { form } = readTemplate(readFileSync(templateFile));
  for (const [i, certificate] of composed.entries()) {
    const bytes = await buffer(certificate.read());
    assert.equal(bytes.length, certificate.length);
    assert.equal(textsOf(checkPdf(bytes), form)[0], readers[i]);
  }
});

test('when too many wait, the next is refused at once', async (t) => {
  const { compose, metrics } = start(t, { queueLimit: 2 });
  const first = [1, 2, 3].map((i) => compose(certificateFor(`Reader ${i}`), patient));
  assert.equal((await metrics.certificateQueue.get()).values[0]?.value, 2);
  await assert.rejects(compose(certificateFor('One too many'), patient), refuses(/places are taken/));
  await Promise.all(first);
  assert.equal((await metrics.certificateQueue.get()).values[0]?.value, 0);
  await compose(certificateFor('A later one'), patient);
});

test('one that waits too long is refused', async (t) => {
  const { compose } = start(t, { waitLimit: 1 });
  // The thread takes longer than that to start.
  const first = compose(certificateFor('First'), patient);
  await assert.rejects(compose(certificateFor('Second'), patient), refuses(/time/));
  await first;
});

test('a reader who leaves while they wait is not waited upon', async (t) => {
  const { compose, metrics } = start(t);
  const first = compose(certificateFor('First'), patient);
  const leaving = new AbortController();
  const second = compose(certificateFor('Second'), leaving.signal);
  leaving.abort(new Error('gone'));
  await assert.rejects(second, /gone/);
  await first;
  const { values } = await metrics.certificateDuration.get();
  assert.equal(values.find(({ metricName }) => metricName?.endsWith('_count'))?.value, 1);
});

test('a certificate that can not be made fails, and the next one is made', async (t) => {
  const { compose } = start(t);
  await assert.rejects(compose({ ...certificateFor('A'), downloadedAt: 'never' }, patient), RangeError);
  await compose(certificateFor('B'), patient);
});

test('a thread that ends takes its certificate with it, and says so', async () => {
  let exits = 0;
  const thread = startCertificateThread(readTemplate(readFileSync(templateFile)), () => {
    exits += 1;
  });
  const certificate = assert.rejects(thread.compose(certificateFor('A')), /thread ended with exit code/);
  await thread.stop();
  await certificate;
  assert.equal(exits, 1);
});

test('whoever still waits when the gateway stops is told so, and no descriptor is left', async () => {
  const metrics = certificateMetrics();
  const before = templatesOpen();
  const { compose, close } = createCertificates({ queueLimit: 10, waitLimit: 60_000, metrics });
  assert.equal(templatesOpen(), before + 1);
  const waiting = ['A', 'B', 'C'].map((reader) => compose(certificateFor(reader), patient));
  const ends = waiting.map((certificate) => assert.rejects(certificate, refuses(/stopping/)));
  await close();
  await Promise.all(ends);
  await assert.rejects(compose(certificateFor('D'), patient), refuses(/stopping/));
  assert.equal(templatesOpen(), before);
});

/** How often this process has the template open; always 0 where the system doesn't tell. */
function templatesOpen(): number {
  try {
    return readdirSync('/proc/self/fd').filter((fd) => isTemplate(`/proc/self/fd/${fd}`)).length;
  } catch {
    return 0;
  }
}

function isTemplate(link: string): boolean {
  try {
    return readlinkSync(link) === templateFile;
  } catch {
    // The listing had a descriptor of its own, which is closed by now.
    return false;
  }
}
