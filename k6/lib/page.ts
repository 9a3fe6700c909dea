import { check } from 'k6';
import http, { type RefinedResponse } from 'k6/http';
import { Rate } from 'k6/metrics';
import { settings } from './settings.ts';

type Response = RefinedResponse<'text'>;

export type Page = {
  /** From the first byte sent to the last one received, in milliseconds. */
  readonly duration: number;
  /** Whether it is whole, and the one that was asked for. */
  readonly ok: boolean;
  /** What Server-Timing says, each part's source and reason among it; empty for one that was streamed. */
  readonly timing: string;
};

/** The shop's readers are r0001, r0002, … up to this number. */
const READERS = 2000;

/** Has its Server-Timing in a trailer, which k6 does not show. */
const STREAMED = 'streaming';

const failed = new Rate('page_failed');
const withFallback = new Rate('page_fallback');

/**
 * Asks for the `nth` page of a strategy and checks it. The number decides the reader and, where the mesh runs with LAB=on,
 * seeds the services' delays: the same page of every strategy meets the same ones.
 */
export function fetchPage(strategy: string, nth: number): Page {
  const tags = { strategy };
  const response = requestPage(strategy, nth);
  const ok = check(response, checksOf(strategy), tags);
  failed.add(!ok, tags);
  withFallback.add((response.body ?? '').includes('class="source fallback"'), tags);
  return { duration: response.timings.duration, ok, timing: response.headers['Server-Timing'] ?? '' };
}

/** The same without the checks. */
export function requestPage(strategy: string, nth: number): Response {
  const reader = `r${String((nth % READERS) + 1).padStart(4, '0')}`;
  return http.get(`${settings.baseUrl}/home/${strategy}?reader=${reader}`, {
    headers: { 'x-latency-seed': String(nth) },
    tags: { strategy, name: `/home/${strategy}` },
    responseType: 'text',
    timeout: '10s',
  });
}

function checksOf(strategy: string): Record<string, (response: Response) => boolean> {
  const itsTab = new RegExp(`href="/home/${strategy}[?"][^>]* aria-current="page"`);
  return {
    'status is 200': ({ status }) => status === 200,
    'page is whole': ({ body }) => isWhole(body ?? ''),
    'page is of its strategy': ({ body }) => itsTab.test(body ?? ''),
    ...(strategy !== STREAMED && { 'Server-Timing has the total': hasTotal }),
  };
}

function hasTotal({ headers }: Response): boolean {
  return /(^|, )total;dur=[\d.]+/.test(headers['Server-Timing'] ?? '');
}

function isWhole(html: string): boolean {
  return html.startsWith('<!doctype html>') && html.trimEnd().endsWith('</html>');
}
