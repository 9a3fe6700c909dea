import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Dispatcher } from 'undici';
import { Elsewhere } from './elsewhere.ts';

const controller = {} as Dispatcher.DispatchController;

test('a request that nobody waits for when its turn comes says nothing of the replica', () => {
  const told: string[] = [];
  const handler: Dispatcher.DispatchHandler = {
    onRequestStart() {
      throw new Error('gone');
    },
    onResponseError: (_controller, error) => told.push(error.message),
  };
  const elsewhere = new Elsewhere('GET', handler, {
    sendElsewhere: () => assert.fail('it is sent again'),
    ended: (answered) => told.push(`answered: ${answered}`),
  });
  assert.throws(() => elsewhere.onRequestStart(controller, undefined), /gone/);
  elsewhere.onResponseError(controller, new Error('gone'));
  assert.deepEqual(told, ['gone']);
});
