import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { test } from 'node:test';
import type { ShopEvent } from '@frontpage/shared/contracts/events.ts';
import type { PageObserver } from '../home/home.ts';
import { recordImpressions } from './impressions.ts';

/** A page with two books that was handed over, and an answer that has not left yet. */
function show() {
  const events: ShopEvent[] = [];
  const observe = recordImpressions({
    add: (event) => events.push(event),
    length: () => events.length,
    async close() {},
  });
  const res = Object.assign(new EventEmitter(), {
    writableFinished: false,
    req: { method: 'GET', get() {} },
  });
  const data = { books: [{ book: { id: 'emma' } }, { book: { id: 'villette' } }] };
  const fragments = [{ upstream: 'recommendation', data }];
  const [page, delivered, answer] = [
    { id: 'p', wish: { reader: 'r0001' } },
    { fragments, firstByteMs: 1 },
    res,
  ] as unknown as Parameters<PageObserver>;
  return { events, res, observe: () => observe(page, delivered, answer) };
}

test('books count as seen when their page has left, not before', () => {
  const { events, res, observe } = show();
  observe();
  assert.equal(events.length, 0);
  res.emit('finish');
  assert.deepEqual(
    events.map(({ id, reader, book }) => [id, reader, book]),
    [
      ['p-1', 'r0001', 'emma'],
      ['p-2', 'r0001', 'villette'],
    ],
  );
});

test('a page that is broken off on its way was not seen', () => {
  const { events, res, observe } = show();
  observe();
  res.emit('close');
  assert.equal(events.length, 0);
});
