import { once } from 'node:events';
import { get, type IncomingMessage, type OutgoingHttpHeaders } from 'node:http';
import { text } from 'node:stream/consumers';

export type FetchedPage = {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly html: string;
  /** The durations of its Server-Timing, which a streamed page has in its trailer, by name, in milliseconds. */
  readonly ms: Readonly<Record<string, number>>;
  /** How each upstream's part ended: `fresh`, `fallback: timeout` and the like. */
  readonly ended: Readonly<Record<string, string>>;
};

const UPSTREAMS = ['promo', 'recommendation', 'rates'];

/** Fetches a page over a connection of its own, trailers and all. */
export async function fetchPage(url: string, headers: OutgoingHttpHeaders = {}): Promise<FetchedPage> {
  const options = { agent: false, headers: { accept: 'text/html', ...headers } };
  const [message] = (await once(get(url, options), 'response')) as [IncomingMessage];
  const html = await text(message);
  const timing = String(message.headers['server-timing'] ?? message.trailers['server-timing'] ?? '');
  const entries = [...timing.matchAll(/([\w-]+);dur=([\d.-]+)(?:;desc="([^"]*)")?/g)];
  return {
    status: message.statusCode ?? 0,
    headers: message.headers,
    html,
    ms: Object.fromEntries(entries.map(([, name, ms]) => [name, Number(ms)])),
    ended: Object.fromEntries(
      entries
        .filter(([, name]) => UPSTREAMS.includes(String(name)))
        .map(([, name, , description]) => [name, String(description)]),
    ),
  };
}
