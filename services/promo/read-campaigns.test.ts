import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { CampaignsError, campaignsReader } from './read-campaigns.ts';
import { catalogue, row } from './test-campaigns.ts';

const read = campaignsReader(catalogue, 'campaigns.json');

function faultsOf(rows: unknown): readonly string[] {
  try {
    read(typeof rows === 'string' ? rows : JSON.stringify(rows));
    return [];
  } catch (error) {
    assert.ok(error instanceof CampaignsError);
    for (const fault of error.faults) assert.ok(error.message.includes(`\n  ${fault}`));
    return error.faults;
  }
}

test('the campaigns that come with the shop have no fault', () => {
  assert.deepEqual(faultsOf(readFileSync(new URL('campaigns.json', import.meta.url), 'utf8')), []);
});

test('a file may hold no campaign; one that is no list, or no JSON, is faulty', () => {
  assert.deepEqual(faultsOf([]), []);
  assert.deepEqual(faultsOf({}), ['it takes a list of campaigns']);
  assert.match(faultsOf('[{').join(), /^it is no JSON: /);
});

test('everything that is wrong is named at once: the campaign, the field, and what it takes', () => {
  const faulty = {
    ...row({ from: 'soon', timeZone: 'Mars/Olympus', discountPercent: 0, priority: 10, id: 'B' }),
    title: '',
    books: ['emma', 'no-such-book'],
    subjects: ['gardening'],
    book: 'emma',
  };
  assert.deepEqual(faultsOf([row(), faulty, 7]), [
    'campaign 2 (B): id: takes a name in lower case with dashes such as summer-at-sea',
    'campaign 2 (B): title: takes a text',
    'campaign 2 (B): books.1: there is no book "no-such-book" in the catalogue',
    'campaign 2 (B): subjects.0: there is no subject "gardening" in the catalogue',
    'campaign 2 (B): discountPercent: takes a whole number from 1 to 99',
    'campaign 2 (B): from: takes a local date, or date and time, such as 2026-10-31 or 2026-10-31T18:00',
    'campaign 2 (B): timeZone: takes a time zone of the IANA database such as Europe/Paris',
    'campaign 2 (B): priority: takes a whole number from 1 to 9',
    'campaign 2 (B): has no `book`',
    'campaign 3: takes a campaign',
  ]);
});

test('an id belongs to one campaign', () => {
  assert.deepEqual(faultsOf([row(), row({ id: 'two' }), row()]), [
    'campaign 3 (one): id: campaign 1 has it already',
  ]);
});

test('an id that is no text is a fault like any other', () => {
  const id = 'campaign 1: id: takes a name in lower case with dashes such as summer-at-sea';
  for (const given of [7, null, ['one'], { toString: 1 }]) {
    assert.deepEqual(faultsOf([{ ...row(), id: given }]), [id], JSON.stringify(given));
  }
});

test('a campaign is on something', () => {
  const fault = 'campaign 1 (one): books: takes at least a book, unless there is a subject';
  assert.deepEqual(faultsOf([row({ books: [] })]), [fault]);
  assert.deepEqual(faultsOf([row({ subjects: [] })]), [fault]);
});

test('a campaign lasts some time, and at most a year, whatever else is wrong with it', () => {
  const [ends, long] = ['takes a time after `from`', 'takes a time within a year of `from`'];
  const cases: [from: string, until: string, fault: string | undefined][] = [
    ['2026-06-01', '2026-06-01', ends],
    ['2026-06-01', '2026-06-01T00:00', ends],
    ['2026-06-02', '2026-06-01', ends],
    ['2026-03-29T02:30', '2026-03-29T03:15', ends], // the clocks skip from 02:00 to 03:00
    ['2026-06-01', '2027-06-01', undefined],
    ['2026-06-01', '2027-06-01T00:01', long],
  ];
  for (const [from, until, fault] of cases) {
    const faults = faultsOf([row({ from, until, priority: 0 })]);
    assert.equal(faults[1], fault && `campaign 1 (one): until: ${fault}`, until);
  }
});

test('times are local, to the second', () => {
  for (const from of [
    '2026-06-01T10:00Z',
    '2026-06-01T10:00+02:00',
    '2026-02-30',
    '2026-06-01T10:00:00.5',
    '20260601',
  ]) {
    assert.match(faultsOf([row({ from })]).join(), /^campaign 1 \(one\): from: takes a local date/, from);
  }
  assert.deepEqual(
    faultsOf([row({ from: '2026-06-01T10:00' }), row({ id: 'b', from: '2026-06-01T10:00:30' })]),
    [],
  );
});
