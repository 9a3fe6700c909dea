import type { RequestListener } from 'node:http';
import { gzipSync } from 'node:zlib';
import { answer } from './gateway.ts';

const json = { 'content-type': 'application/json' };
const gzipBomb = gzipSync(Buffer.alloc(50_000_000, ' '));
const megabyte = Buffer.alloc(1_048_576, ' ');

/** Ways in which an upstream that is listening can misbehave, and the reason that the page's fragment then names. */
export const faults: Readonly<Record<string, { reason: string; behave: RequestListener }>> = {
  'hang before headers': { reason: 'timeout', behave: () => {} },
  'hang in the body': { reason: 'timeout', behave: (_req, res) => res.writeHead(200, json).write('{') },
  'one byte a second': {
    reason: 'timeout',
    behave: (_req, res) => {
      res.writeHead(200, json).write('{');
      const timer = setInterval(() => res.write(' '), 1000);
      res.once('close', () => clearInterval(timer));
    },
  },
  'reset before headers': { reason: 'reset', behave: (_req, res) => res.socket?.resetAndDestroy() },
  'reset in headers': {
    reason: 'reset',
    behave: (_req, res) =>
      res.socket?.write('HTTP/1.1 200 OK\r\ncontent-', () => res.socket?.resetAndDestroy()),
  },
  'reset in body': {
    reason: 'reset',
    behave: (_req, res) => {
      // The reset must not overtake what was sent before it.
      res.writeHead(200, json).write('{', () => setTimeout(() => res.socket?.resetAndDestroy(), 20));
    },
  },
  'ends too early': {
    reason: 'truncated',
    behave: (_req, res) =>
      res.writeHead(200, { ...json, 'content-length': 100 }).write('{', () => res.destroy()),
  },
  'status 500': { reason: 'status', behave: (_req, res) => res.writeHead(500, json).end('{}') },
  'status 429': {
    reason: 'status',
    behave: (_req, res) => res.writeHead(429, { ...json, 'retry-after': '1' }).end('{}'),
  },
  'status 302': {
    reason: 'redirect',
    behave: (_req, res) => res.writeHead(302, { location: 'http://127.0.0.1:1/' }).end(),
  },
  'malformed JSON': {
    reason: 'malformed',
    behave: (_req, res) => res.writeHead(200, json).end('{"promotions":['),
  },
  'JSON breaking the contract': { reason: 'contract', behave: answer({ promotions: 'none', books: 7 }) },
  'wrong content type': {
    reason: 'content-type',
    behave: (_req, res) => res.writeHead(200, { 'content-type': 'text/html' }).end('<p>Hello'),
  },
  'a body of 1 GB': {
    reason: 'too-large',
    behave: (_req, res) => {
      res.writeHead(200, { ...json, 'content-length': 1_073_741_824 });
      const more = () => {
        while (!res.destroyed && res.write(megabyte));
      };
      res.on('drain', more);
      more();
    },
  },
  'a gzip bomb': {
    reason: 'content-type',
    behave: (_req, res) => {
      res.writeHead(200, { ...json, 'content-encoding': 'gzip' }).end(gzipBomb);
    },
  },
};
