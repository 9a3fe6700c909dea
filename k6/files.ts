/**
 * Readers' files: each virtual reader signs in, uploads a small file, finds it in the list, downloads and deletes it, and
 * downloads a certificate of a book that they have bought.
 *
 *     k6 run k6/files.ts
 *
 * Open loop: rounds begin at a constant rate, a fifth of RATE, since each is five requests. What comes back has to be what was
 * sent, byte for byte, and nothing is left behind but the purchases. `lib/settings.ts` has the variables. Exit codes: 0, 99 when a
 * threshold is crossed, 107 when a variable is faulty, 108 when the gateway can't be used.
 */
import { check } from 'k6';
import exec from 'k6/execution';
import http, { type RefinedParams, type RefinedResponse } from 'k6/http';
import { Trend } from 'k6/metrics';
import type { Options } from 'k6/options';
import { results } from './lib/results.ts';
import { settings } from './lib/settings.ts';
import { constantRate } from './lib/shapes.ts';
import { type Summary, timesTable, whatFailed } from './lib/summary.ts';

const STEPS = ['upload', 'list', 'download', 'delete', 'certificate'] as const;
const BOOK = 'emma';
const { baseUrl, duration } = settings;
const ROUNDS = Math.max(1, Math.round(settings.rate / STEPS.length));

const durations = Object.fromEntries(STEPS.map((step) => [step, new Trend(`file_${step}`, true)]));

export const options: Options = {
  scenarios: { rounds: constantRate('round', ROUNDS, duration) },
  thresholds: {
    checks: ['rate==1'],
    file_upload: ['p(95)<2000'],
    file_certificate: ['p(95)<2000'],
    dropped_iterations: ['count==0'],
  },
  // A virtual reader stays signed in.
  noCookiesReset: true,
  summaryTrendStats: ['count', 'p(50)', 'p(95)', 'p(99)'],
};

let isSignedIn = false;

export function setup(): void {
  const { status, error } = http.get(`${baseUrl}/sign-in`);
  if (status !== 200) exec.test.abort(`BASE_URL: ${baseUrl}/sign-in answered ${status} ${error}`);
}

export function round(): void {
  if (!isSignedIn) isSignedIn = signIn();
  const content = textOf(exec.scenario.iterationInTest);
  const form = { files: http.file(content, 'notes.txt', 'text/plain') };
  const uploaded = timed('upload', http.post(`${baseUrl}/uploads`, form, asks('/uploads')));
  const [file] = uploaded.status === 201 ? (uploaded.json('files') as { id: string; size: number }[]) : [];
  if (!check(uploaded, { 'the upload is stored': () => file?.size === content.length }) || !file) return;

  const own = `${baseUrl}/uploads/${file.id}`;
  const list = timed('list', http.get(`${baseUrl}/uploads`, asks('/uploads')));
  check(list, { 'the list has it': ({ body }) => (body ?? '').includes(file.id) });
  const download = timed('download', http.get(own, asks('/uploads/:id')));
  check(download, { 'the download is what was uploaded': ({ body }) => body === content });
  const deleted = timed('delete', http.del(own, null, asks('/uploads/:id')));
  check(deleted, { 'it can be deleted': ({ status }) => status === 204 });

  const certificate = timed(
    'certificate',
    http.get(`${baseUrl}/books/${BOOK}/certificate.pdf`, asks('/certificate.pdf')),
  );
  check(certificate, { 'the certificate is a whole PDF': isPdf });
}

export function handleSummary(summary: Summary): Record<string, string> {
  const text = [
    ...timesTable(
      summary,
      'step',
      STEPS.map((step) => [step, `file_${step}`]),
    ),
    '',
    `${ROUNDS} rounds a second for ${duration} s; ${summary.metrics.checks?.values.fails ?? 0} checks failed.`,
    ...whatFailed(summary),
  ];
  return results('files', summary, `\n${text.join('\n')}\n`);
}

/** As a reader of this virtual user's own, who buys the book unless it is theirs. */
function signIn(): boolean {
  const reader = `r${String(exec.vu.idInTest).padStart(4, '0')}`;
  const params: RefinedParams<'text'> = { redirects: 0, responseType: 'text' };
  const entered = http.post(`${baseUrl}/sign-in`, { reader, next: '/' }, params);
  const bought = http.post(`${baseUrl}/books/${BOOK}/purchases`, {}, params);
  return check(null, {
    'a reader signs in': () => entered.status === 303,
    'a reader owns the book': () => bought.status === 303,
  });
}

function asks(name: string): RefinedParams<'text'> {
  return { headers: { accept: 'application/json' }, tags: { name }, responseType: 'text', timeout: '10s' };
}

function timed(step: (typeof STEPS)[number], response: RefinedResponse<'text'>): RefinedResponse<'text'> {
  durations[step]?.add(response.timings.duration);
  return response;
}

/** Text that is this round's alone, a few kilobytes of it. */
function textOf(nth: number): string {
  return `Round ${nth} of ${exec.vu.idInTest}.\n`.repeat(100 + (nth % 200));
}

function isPdf({ status, body }: RefinedResponse<'text'>): boolean {
  return status === 200 && (body ?? '').startsWith('%PDF-') && (body ?? '').trimEnd().endsWith('%%EOF');
}
