import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cleanText } from './clean-text.ts';
import { fitText, LEADING, type Place } from './fit-text.ts';
import { hostileNames } from './test-names.ts';

const place: Place = { width: 640, height: 56, largest: 34, smallest: 11 };
const linesOf = (text: string) => fitText(text, place).lines.map((line) => line.text);
const fontsOf = (text: string) =>
  fitText(text, place).lines.flatMap((line) => line.runs.map(({ font }) => font.name));

test('a short text is as large as its place allows, on one line', () => {
  const { size, lines } = fitText('Ada Lovelace', place);
  assert.equal(size, place.largest);
  assert.deepEqual(
    lines.map(({ text }) => text),
    ['Ada Lovelace'],
  );
});

test('a longer one is smaller', () => {
  const { size, lines } = fitText('Wolfeschlegelsteinhausenbergerdorff the Elder', place);
  assert.ok(size < place.largest && size > place.smallest);
  assert.equal(lines.length, 1);
});

test('one that would be very small takes more lines, broken between words and of about the same length', () => {
  const text =
    'The quite interminable name of somebody who has inherited the names of all ancestors they ever had';
  const { lines } = fitText(text, place);
  assert.equal(lines.length, 2);
  assert.equal(lines.map((line) => line.text).join(' '), text);
  const [first = 0, second = 0] = lines.map(({ width }) => width);
  assert.ok(Math.min(first, second) > 0.75 * Math.max(first, second));
});

test('what has no room ends with an ellipsis, and says what there is room for', () => {
  const text = 'word '.repeat(100).trim();
  const lines = linesOf(text);
  assert.equal(lines.length, Math.floor(place.height / (place.smallest * LEADING)));
  assert.match(lines.at(-1) ?? '', /word…$/);
  assert.ok(text.startsWith(lines.join(' ').slice(0, -1)));
});

test('a word longer than a line is broken, and a script without spaces between its words', () => {
  assert.equal(linesOf('x'.repeat(150)).join(''), 'x'.repeat(150));
  const chinese = '紅樓夢石頭記脂硯齋重評本'.repeat(8);
  assert.ok(linesOf(chinese).length > 1);
  assert.equal(linesOf(chinese).join(''), chinese);
});

test('Thai, which has no spaces between words, is not broken within one', () => {
  const lines = linesOf('พระบาทสมเด็จพระพุทธยอดฟ้าจุฬาโลกมหาราช'.repeat(4));
  const words = [...new Intl.Segmenter('th', { granularity: 'word' }).segment(lines.join(''))];
  assert.ok(lines.length > 1);
  assert.ok(words.some(({ index }) => index === lines[0]?.length));
});

test('each script gets its font, and every font of the table has its glyphs', () => {
  assert.deepEqual(fontsOf('Ada Ἀδά Ада'), ['NotoSerif']);
  assert.deepEqual(fontsOf('محمد'), ['NotoNaskhArabic']);
  assert.deepEqual(fontsOf('דוד'), ['NotoSerifHebrew']);
  assert.deepEqual(fontsOf('अनुष्का'), ['NotoSerifDevanagari']);
  assert.deepEqual(fontsOf('สมชาย'), ['NotoSansThai']);
  assert.deepEqual(fontsOf('王さくら㐀'), ['NotoSerifSC']);
  assert.deepEqual(fontsOf('김철수'), ['NotoSerifKR']);
  assert.deepEqual(fontsOf('🎉'), ['NotoEmoji']);
  for (const text of ['Ada Ἀδά Ада', 'محمد', 'דוד', 'अनुष्का', 'สมชาย', '王さくら㐀', '김철수', '🎉']) {
    const glyphs = fitText(text, place).lines.flatMap((line) => line.runs.flatMap((run) => run.glyphs));
    assert.ok(
      glyphs.every(({ id }) => id !== 0),
      text,
    );
  }
});

test('right to left is drawn from the right, numbers and Latin in it from the left', () => {
  const runs = fitText('דוד 12 abc', place).lines[0]?.runs ?? [];
  assert.deepEqual(
    runs.map(({ text, rightToLeft }) => [text, rightToLeft]),
    [
      ['abc', false],
      [' ', true],
      ['12', false],
      ['דוד ', true],
    ],
  );
  const [first] = runs.at(-1)?.glyphs ?? [];
  assert.notEqual(first?.cluster, 0, 'the first letter must not be the leftmost one');
});

test('Arabic letters join', () => {
  const glyphs = (text: string) => fitText(text, place).lines[0]?.runs[0]?.glyphs.map(({ id }) => id) ?? [];
  assert.notDeepEqual(glyphs('محمد').toSorted(), [...'محمد'].flatMap(glyphs).toSorted());
});

test('nothing is wider or higher than its place, whatever the name', () => {
  for (const name of hostileNames) {
    const { size, lines } = fitText(cleanText(name), place);
    assert.ok(lines.length * size * LEADING <= place.height, name);
    for (const { width } of lines) assert.ok((width * size) / 1000 <= place.width + 0.001, name);
  }
});

test('an empty text has no lines', () => {
  assert.deepEqual(fitText('', place).lines, []);
});
