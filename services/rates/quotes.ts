import { currencySchema } from '@frontpage/shared/contracts/rates.ts';
import { XMLParser } from 'fast-xml-parser';
import { z } from 'zod';
import { ScrapeError } from './scrape-error.ts';

/** How much of each currency one euro is worth on a day. */
export type Quotes = { readonly date: string; readonly rates: Readonly<Record<string, number>> };

/** The vocabulary that a document names says that its rates are those of the euro. */
const VOCABULARY = 'http://www.ecb.int/vocabulary/2002-08-01/eurofxref';

/** Envelope, Cube, one Cube for the day, one Cube for each currency. */
const DEEPEST = 8;

const quoteSchema = z.object({
  attributes: z.object({ currency: currencySchema, rate: z.string().regex(/^\d{1,10}(\.\d{1,10})?$/) }),
});
const daySchema = z.object({ attributes: z.object({ time: z.iso.date() }), Cube: z.array(quoteSchema) });
// Strict, because the parser takes a second root for granted.
const documentSchema = z.strictObject({
  'gesmes:Envelope': z.object({
    attributes: z.object({ xmlns: z.literal(VOCABULARY) }),
    Cube: z.tuple([z.object({ Cube: z.tuple([daySchema]) })]),
  }),
});

/**
 * Reads a document in the format of the European Central Bank's `eurofxref-daily.xml`.
 *
 * @throws ScrapeError `malformed` for anything else. A document type is refused and no entity is replaced, so that nothing
 * in a document can grow or refer to another one.
 */
export function parseQuotes(document: string): Quotes {
  if (/<!DOCTYPE/i.test(document)) throw malformed('it has a document type');
  const checked = documentSchema.safeParse(parseXml(document));
  if (!checked.success) {
    const [issue] = checked.error.issues;
    throw malformed(`${issue?.path.join('.')}: ${issue?.message}`);
  }
  const [{ Cube: days }] = checked.data['gesmes:Envelope'].Cube;
  const [{ attributes, Cube: quotes }] = days;
  const rates = Object.fromEntries(
    quotes.map(({ attributes: { currency, rate } }) => [currency, Number(rate)]),
  );
  if (Object.keys(rates).length < quotes.length) throw malformed('it has a currency twice');
  return { date: attributes.time, rates };
}

function parseXml(document: string): unknown {
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributesGroupName: 'attributes',
    attributeNamePrefix: '',
    parseTagValue: false,
    ignoreDeclaration: true,
    ignorePiTags: true,
    processEntities: false,
    maxNestedTags: DEEPEST,
    isArray: (name, _path, _isLeaf, isAttribute) => name === 'Cube' && !isAttribute,
  });
  try {
    return parser.parse(document, true);
  } catch (cause) {
    throw malformed((cause as Error).message, cause);
  }
}

// The document is a stranger's: what is said of it is kept short.
function malformed(why: string, cause?: unknown): ScrapeError {
  return new ScrapeError('malformed', `the document can't be read: ${why.slice(0, 200)}`, { cause });
}
