import { parseArgs } from 'node:util';
import { loadCatalogue } from '@frontpage/shared/catalogue/catalogue.ts';
import { clicksTable } from '../services/recommendation/evaluate/clicks.ts';
import { readRatings } from '../services/recommendation/evaluate/ratings-file.ts';
import { compareOn, tableOf } from '../services/recommendation/evaluate/report.ts';
import { splitByTime } from '../services/recommendation/evaluate/split.ts';
import { generateHistory } from '../services/recommendation/history/generate.ts';
import { type ModelName, models } from '../services/recommendation/model/models.ts';

const USAGE = `How well each model foresees what readers take later, beside popularity and chance.

  npm run evaluate                                     the generated history, histories 1 to 5
  npm run evaluate -- --ratings ratings.csv            a file of user,item,rating,timestamp

  --ratings FILE      lines of user, item, rating and timestamp; a first line of names is recognised (MovieLens, goodbooks)
  --min-rating N      only ratings of at least N count as liked (all do unless said)
  --model NAME        ${Object.keys(models).join(' or ')}; all unless said
  --histories N       how many generated histories (5)
  --max-items N       at most the N most popular items (2000): what EASE takes grows with the cube
  --clicks            instead: what re-ranking makes of simulated readers' clicks, with and without position correction
  --help

The first 80 percent of all interactions, by time, are learnt from. Those who have some there and take something new after are
the readers; hit rate is the share of them of whose later items one is among the ten, NDCG counts all of those by rank, coverage is the
share of items that anybody is shown. "exploring" is the model re-ranked as it is served before there are any clicks.
`;

try {
  await main();
} catch (error) {
  console.error(`evaluate: ${(error as Error).message}`);
  process.exitCode = 1;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      ratings: { type: 'string' },
      'min-rating': { type: 'string' },
      model: { type: 'string' },
      histories: { type: 'string', default: '5' },
      'max-items': { type: 'string', default: '2000' },
      clicks: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return console.log(USAGE);
  if (values.clicks) return console.log(clicksTable());
  const names = modelsNamed(values.model);
  const maxItems = numberOf('--max-items', values['max-items'], 1);
  const { about, histories } = values.ratings
    ? await ratingsOf(values.ratings, values['min-rating'])
    : generated(numberOf('--histories', values.histories, 1));
  const splits = histories.map((interactions) => splitByTime(interactions, { maxItems }));
  const readers = splits.reduce((sum, { tests }) => sum + tests.length, 0);
  if (readers === 0) throw new Error('nobody took something both in the first 80 percent and after');
  const [first] = splits;
  console.log(about);
  const each = splits.length > 1 ? ' in all' : '';
  console.log(
    `${readers} readers${each}, ${first?.train.bookCount} items${splits.length > 1 ? ' each' : ''}`,
  );
  const leftOut = first?.counts.itemsLeftOut ?? 0;
  if (leftOut > 0) console.log(`left out: the ${leftOut} least popular items (--max-items ${maxItems})`);
  console.log(`\n${tableOf(compareOn(splits, names))}`);
}

function generated(count: number) {
  const catalogue = loadCatalogue();
  const histories = Array.from({ length: count }, (_, index) =>
    generateHistory(catalogue, { seed: index + 1 }).purchases.map(({ reader, book, at }) => ({
      user: reader,
      item: book,
      at: Date.parse(at),
    })),
  );
  const which =
    count === 1 ? 'the generated history' : `generated histories 1 to ${count}; mean ± standard error`;
  return { about: which, histories };
}

async function ratingsOf(file: string, least: string | undefined) {
  const options =
    least === undefined ? {} : { minRating: numberOf('--min-rating', least, Number.NEGATIVE_INFINITY) };
  const { interactions, below, timed } = await readRatings(file, options);
  const dropped = below > 0 ? `, ${below} below ${least}` : '';
  const order = timed ? '' : '; it has no timestamps, the order of its lines stands for time';
  return { about: `${file}: ${interactions.length} ratings${dropped}${order}`, histories: [interactions] };
}

function modelsNamed(name: string | undefined): ModelName[] {
  const all = Object.keys(models) as ModelName[];
  if (name === undefined) return all;
  const chosen = all.filter((each) => each === name);
  if (chosen.length === 0) throw new Error(`--model takes ${all.join(' or ')}; got ${name}`);
  return chosen;
}

function numberOf(option: string, text: string, least: number): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= least))
    throw new Error(`${option} takes a number${atLeast(least)}; got ${JSON.stringify(text)}`);
  return value;
}

function atLeast(least: number): string {
  return Number.isFinite(least) ? ` of at least ${least}` : '';
}
