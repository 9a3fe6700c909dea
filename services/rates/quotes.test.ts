import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { findFault } from './plausibility.ts';
import { parseQuotes } from './quotes.ts';
import { ScrapeError } from './scrape-error.ts';
import { publish } from './source/publication.ts';
import { documentOf, sampleRates } from './test-source.ts';

const good = documentOf('2026-11-20', sampleRates());

function isMalformed(error: unknown): boolean {
  return error instanceof ScrapeError && error.outcome === 'malformed';
}

test('a document gives its day and, as numbers, the rate of each currency', () => {
  assert.deepEqual(parseQuotes(documentOf('2026-11-20', { USD: '1.1328', JPY: '135.72' })), {
    date: '2026-11-20',
    rates: { USD: 1.1328, JPY: 135.72 },
  });
});

test('what the embedded source serves can be read', () => {
  const { date, rates } = parseQuotes(publish(Temporal.PlainDate.from('2026-11-20')).document);
  assert.equal(date, '2026-11-20');
  assert.equal(Object.keys(rates).length, 29);
});

test('a document type is refused, whatever it declares', () => {
  const laughs =
    '<!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;&lol;"><!ENTITY rate SYSTEM "file:///etc/passwd">]>';
  const hostile = good.replace('?>', `?>${laughs}`);
  assert.throws(() => parseQuotes(hostile), { message: /it has a document type$/ });
});

test('entities are not replaced: a rate written with them is no rate', () => {
  assert.throws(() => parseQuotes(good.replace("'1'", "'&#49;'")), isMalformed);
});

const faulty: Record<string, string> = {
  nothing: '',
  'no XML': 'Service temporarily unavailable',
  'a page': '<!doctype html><title>Sorry</title>',
  'cut short': good.slice(0, -20),
  'cut short between two rates': good.slice(0, good.indexOf('<Cube currency', 1000)),
  'an attribute twice': good.replace("'AAB'", "'AAB' currency='AAZ'"),
  'a tag that another one closes': good.replace('</Cube></Cube>', '</Cubes></Cube>'),
  'something after its end': `${good}<more/>`,
  'another vocabulary': good.replace('ecb.int', 'example.org'),
  'no day': good.replace(' time=', ' date='),
  'a day that is none': good.replace('2026-11-20', '2026-02-30'),
  'two days': good.replace('</Cube></Cube>', "</Cube><Cube time='2026-11-19'></Cube></Cube>"),
  'a currency that is none': good.replace("'AAB'", "'Euro'"),
  'a currency twice': good.replace("'AAB'", "'AAA'"),
  'a rate in words': good.replace("'1.25'", "'NaN'"),
  'a negative rate': good.replace("'1.25'", "'-1.25'"),
  'a rate with an exponent': good.replace("'1.25'", "'1e999'"),
  'tags a thousand deep': good.replace('</Cube></Cube>', `</Cube>${'<a>'.repeat(1000)}`),
  'a name that reaches for prototypes': good.replaceAll('gesmes:subject', '__proto__'),
};

for (const [what, document] of Object.entries(faulty)) {
  test(`malformed: ${what}`, () => {
    assert.notEqual(document, good);
    assert.throws(() => parseQuotes(document), isMalformed);
  });
}

/** A document with pieces cut out, doubled, or replaced by what means something to XML. */
const mutated = fc
  .array(
    fc.record({
      at: fc.nat(good.length),
      cut: fc.nat(40),
      put: fc.oneof(
        fc.constantFrom(
          '<',
          '>',
          '"',
          "'",
          '&lt;',
          ']]>',
          '<![CDATA[',
          '<!--',
          '-->',
          '<?x',
          '?>',
          '/>',
          '\0',
        ),
        fc.constantFrom(
          "<Cube currency='USD' rate='0'/>",
          "rate='1e9'",
          "time='2099-01-01'",
          '<Cube>',
          '</Cube>',
        ),
        fc.string({ unit: 'binary', maxLength: 5 }),
        fc.tuple(fc.nat(good.length), fc.nat(80)).map(([from, length]) => good.slice(from, from + length)),
      ),
    }),
    { minLength: 1, maxLength: 6 },
  )
  .map((edits) =>
    edits.reduce((text, { at, cut, put }) => text.slice(0, at) + put + text.slice(at + cut), good),
  );

test('whatever becomes of a document, it is malformed, implausible, or rates of a market', () => {
  const now = Date.parse('2026-11-23T12:00:00Z');
  fc.assert(
    fc.property(mutated, (document) => {
      try {
        const quotes = parseQuotes(document);
        if (findFault(quotes, undefined, now) !== undefined) return;
        assert.match(quotes.date, /^\d{4}-\d\d-\d\d$/);
        assert.ok(quotes.date <= '2026-11-23');
        const rates = Object.entries(quotes.rates);
        assert.ok(rates.length >= 20);
        for (const [code, rate] of rates) {
          assert.match(code, /^[A-Z]{3}$/);
          assert.ok(Number.isFinite(rate) && rate > 0);
        }
      } catch (error) {
        assert.ok(isMalformed(error), String(error));
      }
    }),
    { numRuns: 2000 },
  );
});
