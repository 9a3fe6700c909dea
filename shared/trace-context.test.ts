import assert from 'node:assert/strict';
import { test } from 'node:test';
import { childTraceparent, continueTrace } from './trace-context.ts';

const TRACE_ID = '0af7651916cd43dd8448eb211c80319c';
const PARENT_ID = 'b7ad6b7169203331';

test("a caller's trace goes on, with a span of our own", () => {
  const trace = continueTrace(`00-${TRACE_ID}-${PARENT_ID}-01`);
  assert.equal(trace.traceId, TRACE_ID);
  assert.equal(trace.flags, '01');
  assert.match(trace.spanId, /^[0-9a-f]{16}$/);
  assert.notEqual(trace.spanId, PARENT_ID);
});

test('each call on behalf of a trace has a span of its own', () => {
  const trace = continueTrace(`00-${TRACE_ID}-${PARENT_ID}-01`);
  const [a, b] = [childTraceparent(trace), childTraceparent(trace)];
  assert.match(a, new RegExp(`^00-${TRACE_ID}-[0-9a-f]{16}-01$`));
  assert.notEqual(a, b);
});

test('a later version with more in it goes on too', () => {
  assert.equal(continueTrace(`cc-${TRACE_ID}-${PARENT_ID}-01-what-comes-later`).traceId, TRACE_ID);
});

test('flags that are not known are not passed on', () => {
  assert.equal(continueTrace(`00-${TRACE_ID}-${PARENT_ID}-ff`).flags, '01');
  assert.equal(continueTrace(`00-${TRACE_ID}-${PARENT_ID}-fe`).flags, '00');
});

test('a header that the standard calls invalid begins a new trace', () => {
  const faulty = [
    undefined,
    '',
    'nonsense',
    `ff-${TRACE_ID}-${PARENT_ID}-01`,
    `00-${TRACE_ID}-${PARENT_ID}-01-more`,
    `00-${'0'.repeat(32)}-${PARENT_ID}-01`,
    `00-${TRACE_ID}-${'0'.repeat(16)}-01`,
    `00-${TRACE_ID.toUpperCase()}-${PARENT_ID}-01`,
  ];
  for (const header of faulty) {
    const { traceId } = continueTrace(header);
    assert.match(traceId, /^[0-9a-f]{32}$/);
    assert.notEqual(traceId, TRACE_ID, String(header));
  }
});
