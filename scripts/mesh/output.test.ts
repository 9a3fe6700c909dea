import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stripVTControlCharacters } from 'node:util';
import { createOutput, type OutputOptions } from './output.ts';

test('pretty: each line stands behind its process in a column, without colours unless asked for', () => {
  const { output, lines } = outputTo({ format: 'pretty' });
  output.line('promo', 'one', 'stdout');
  output.line('recommendation', 'two', 'stderr');
  output.info('three\nfour');
  assert.deepEqual(lines, [
    'promo          | one',
    'recommendation | two',
    'mesh           | three',
    'mesh           | four',
  ]);
});

test('pretty: colours change nothing but the colours', () => {
  const plain = outputTo({ format: 'pretty' });
  const coloured = outputTo({ format: 'pretty', colour: true });
  for (const { output } of [plain, coloured]) {
    output.line('promo', 'one', 'stdout');
    output.error('two\nthree');
  }
  assert.notDeepEqual(coloured.lines, plain.lines);
  assert.deepEqual(coloured.lines.map(stripVTControlCharacters), plain.lines);
});

test('json: a JSON line is passed on unchanged, and every other line becomes one', () => {
  const { output, lines } = outputTo({ format: 'json' });
  output.line('promo', '{"msg": "as it is",  "n":1}', 'stdout');
  output.line('promo', '{ code: 1 }', 'stderr');
  output.line('promo', '', 'stderr');
  output.line('promo', '42', 'stdout');
  output.info('ready', { port: 1 });
  assert.equal(lines[0], '{"msg": "as it is",  "n":1}');
  const rest = lines.slice(1).map((line) => JSON.parse(line));
  for (const line of rest) assert.ok(Math.abs(Date.parse(line.time) - Date.now()) < 60_000);
  assert.deepEqual(
    rest.map(({ time: _, ...line }) => line),
    [
      { level: 50, process: 'promo', msg: '{ code: 1 }' },
      { level: 30, process: 'promo', msg: '42' },
      { level: 30, process: 'mesh', msg: 'ready', port: 1 },
    ],
  );
});

function outputTo(options: Pick<OutputOptions, 'format'> & Partial<OutputOptions>) {
  const lines: string[] = [];
  const write = (line: string) => lines.push(line);
  return {
    lines,
    output: createOutput({ write, colour: false, names: ['promo', 'recommendation'], ...options }),
  };
}
