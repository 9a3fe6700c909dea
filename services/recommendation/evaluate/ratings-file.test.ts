import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { RatingsFileError, readRatings } from './ratings-file.ts';

test('MovieLens’ names are recognised, and low ratings are left out', async (t) => {
  const file = await fileOf(
    t,
    'userId,movieId,rating,timestamp\n1,31,2.5,1260759144\n1,1029,4.0,1260759179\n',
  );
  assert.deepEqual(await readRatings(file, { minRating: 3 }), {
    interactions: [{ user: '1', item: '1029', at: 1260759179 }],
    below: 1,
    timed: true,
  });
});

test('goodbooks’ names without a timestamp leave the order of lines for time', async (t) => {
  const file = await fileOf(t, '\uFEFFuser_id,book_id,rating\n1,258,5\n\n2,4081,4\n');
  const { interactions, timed } = await readRatings(file);
  assert.equal(timed, false);
  assert.deepEqual(
    interactions.toSorted((a, b) => a.at - b.at).map(({ item }) => item),
    ['258', '4081'],
  );
});

test('without names the usual order holds, with tabs as with commas, and dates as with numbers', async (t) => {
  const { interactions } = await readRatings(
    await fileOf(t, '7\tabc\t4\t2026-01-01T00:00:00Z\n8\t"d,e"\t3\t1\n'),
  );
  assert.deepEqual(interactions, [
    { user: '7', item: 'abc', at: Date.parse('2026-01-01T00:00:00Z') },
    { user: '8', item: 'd,e', at: 1 },
  ]);
});

for (const [what, text, line, fault] of [
  [
    'a rating that is no number',
    'user,item,rating,timestamp\na,b,5,1\na,c,good,2\n',
    ':3',
    'a rating takes a number; got "good"',
  ],
  ['a missing item', 'a,b,5,1\na,,5,2\n', ':2', 'the item is missing'],
  ['a missing timestamp', 'a,b,5,1\na,c,5\n', ':2', 'a timestamp takes a number or an ISO 8601 date; got ""'],
  [
    'a first line that is neither names nor a rating',
    'title\n',
    ':1',
    'takes user,item,rating,timestamp, or a line of such names first',
  ],
  ['names without a rating', 'user,item\na,b\n', ':1', 'the line of names lacks rating'],
  ['an open quote', 'a,b,5,1\na,"c,5,2\n', ':2', 'Quote Not Closed'],
  ['no line at all', '', '', 'it holds no rating to learn from'],
] as const) {
  test(`${what} is refused, naming file and line`, async (t) => {
    const file = await fileOf(t, text);
    await assert.rejects(readRatings(file), (error: Error) => {
      assert.ok(error instanceof RatingsFileError);
      assert.ok(error.message.startsWith(`${file}${line}: ${fault}`), error.message);
      return true;
    });
  });
}

test('a file that is not there is refused by name', async () => {
  await assert.rejects(
    readRatings('/nowhere/ratings.csv'),
    /^RatingsFileError: \/nowhere\/ratings\.csv: ENOENT/,
  );
});

async function fileOf(t: TestContext, text: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'ratings-'));
  t.after(() => rm(folder, { recursive: true }));
  const file = join(folder, 'ratings.csv');
  await writeFile(file, text);
  return file;
}
