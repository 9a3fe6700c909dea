import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createRandom } from '../random.ts';
import type { Fault } from './faults.ts';
import { faultAt, formatFaults, parseFaults } from './faults.ts';

const kind: fc.Arbitrary<(p: number) => Fault> = fc.oneof(
  fc.integer({ min: 400, max: 599 }).map(
    (status) =>
      (p: number): Fault => ({ fault: 'error', p, status }),
  ),
  fc.constant((p: number): Fault => ({ fault: 'hang', p })),
  fc.constantFrom('headers' as const, 'body' as const).map(
    (where) =>
      (p: number): Fault => ({ fault: 'reset', p, where }),
  ),
  fc.constant((p: number): Fault => ({ fault: 'truncate', p })),
  fc.integer({ min: 1, max: 2 ** 20 }).map(
    (rate) =>
      (p: number): Fault => ({ fault: 'trickle', p, rate }),
  ),
  fc.constantFrom('json' as const, 'contract' as const).map(
    (what) =>
      (p: number): Fault => ({ fault: 'malformed', p, what }),
  ),
  fc.integer({ min: 1024, max: 2 ** 30 }).map(
    (bytes) =>
      (p: number): Fault => ({ fault: 'oversize', p, bytes }),
  ),
);
const arbitraryFaults = fc
  .array(fc.tuple(kind, fc.double({ min: 0, max: 1, noNaN: true })), { maxLength: 7 })
  .map((list) => list.map(([make, weight]) => make(weight / list.length)));

test('faults survive their text form and JSON', () => {
  fc.assert(
    fc.property(arbitraryFaults, (faults) => {
      assert.deepEqual(parse(formatFaults(faults)), faults);
      assert.deepEqual(parse(JSON.parse(JSON.stringify(faults))), faults);
    }),
  );
});

test('the text form reads as documented', () => {
  assert.deepEqual(parse('none'), []);
  assert.deepEqual(parse('hang'), [{ fault: 'hang', p: 1 }]);
  assert.deepEqual(parse('error:p=0.1,status=500; oversize:p=0.2; malformed:p=.1,what=contract; reset:p=0'), [
    { fault: 'error', p: 0.1, status: 500 },
    { fault: 'oversize', p: 0.2, bytes: 16 * 2 ** 20 },
    { fault: 'malformed', p: 0.1, what: 'contract' },
    { fault: 'reset', p: 0, where: 'headers' },
  ]);
});

test('each fault is met as often as its probability says, and never two at once', () => {
  const faults = parse('error:p=0.1;hang:p=0.2;truncate:p=0.3');
  const random = createRandom(7);
  const met: Record<string, number> = {};
  for (let i = 0; i < 100_000; i++) {
    const name = faultAt(faults, random())?.fault ?? 'none';
    met[name] = (met[name] ?? 0) + 1 / 100_000;
  }
  for (const [name, share] of Object.entries({ error: 0.1, hang: 0.2, truncate: 0.3, none: 0.4 })) {
    assert.ok(Math.abs((met[name] ?? 0) - share) < 0.01, `${name}: ${met[name]}`);
  }
});

test('a probability of 1 leaves nobody out, and one of 0 takes nobody', () => {
  assert.equal(faultAt(parse('hang'), 1 - 2 ** -53)?.fault, 'hang');
  assert.equal(faultAt(parse('hang:p=0'), 0), undefined);
});

const WRONG: [unknown, string][] = [
  ['error:p=0.7;hang:p=0.4', 'the probabilities of all faults may add up to 1 at most; got 1.1'],
  ['error:status=200', 'error: status takes an HTTP status, an integer from 400 to 599; got "200"'],
  ['reset:where=tail', 'reset: where takes headers or body; got "tail"'],
  ['trickle:rate=0.5', 'trickle: rate takes bytes a second, an integer from 1 to 1048576; got "0.5"'],
  ['hang:ms=3', 'hang has no "ms"; it takes p'],
  ['hang:p=1.5', 'hang: p takes a probability from 0 to 1; got "1.5"'],
  ['crash', 'no fault "crash"; it takes error, hang, reset, truncate, trickle, malformed, oversize, or none'],
  [{}, 'takes faults as text, such as error:p=0.1,status=503;hang:p=0.01, or as a list; got {}'],
  [[5], 'takes each fault as text or as an object with fault; got 5'],
];

for (const [given, message] of WRONG) {
  test(`refuses ${JSON.stringify(given)} and says what it takes`, () => {
    assert.throws(() => parse(given), { name: 'SettingError', message: `FAULTS: ${message}` });
  });
}

function parse(given: unknown) {
  return parseFaults(given, 'FAULTS');
}
