import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { StoredEvent } from './event-store.ts';
import { follow } from './follow.ts';

function memoryStore() {
  const events: StoredEvent[] = [];
  const state = { reads: 0, failing: false };
  function add(count: number): void {
    for (let n = 0; n < count; n++) {
      const position = 1 + 2 * events.length;
      events.push({ position, type: 'purchase', reader: 'ann', book: 'emma', at: 0, place: 0 });
    }
  }
  async function eventsAfter(position: number, limit: number) {
    state.reads++;
    if (state.failing) throw new Error('no disk');
    const found = events.filter((event) => event.position > position).slice(0, limit);
    await Promise.resolve();
    return found;
  }
  return { add, eventsAfter, events, state };
}

test('every event is taken once and in order, page after page', async () => {
  const store = memoryStore();
  const taken: number[] = [];
  const catchUp = follow(store, ({ position }) => taken.push(position));
  store.add(12_000);
  await catchUp();
  store.add(1);
  await catchUp();
  assert.deepEqual(
    taken,
    store.events.map(({ position }) => position),
  );
});

test('who calls while others are read gets theirs too, and all of them share one reading', async () => {
  const store = memoryStore();
  let taken = 0;
  const catchUp = follow(store, () => taken++);
  store.add(1);
  const first = catchUp();
  store.add(1);
  const others = [catchUp(), catchUp(), catchUp()];
  await first;
  assert.equal(taken, 1);
  await Promise.all(others);
  assert.equal(taken, 2);
  assert.equal(store.state.reads, 2);
});

test('a reading that fails is told to its caller, and the next one goes on from where it was', async () => {
  const store = memoryStore();
  let taken = 0;
  const catchUp = follow(store, () => taken++);
  store.add(3);
  store.state.failing = true;
  await assert.rejects(catchUp(), /no disk/);
  store.state.failing = false;
  await catchUp();
  assert.equal(taken, 3);
});
