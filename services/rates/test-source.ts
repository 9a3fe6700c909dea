import type { RequestListener } from 'node:http';
import type { TestContext } from 'node:test';
import { startServer } from '../../test/support/server.ts';

/** Rates of a day as a test wants them: `currencies` of them, at their usual values but for those that are given. */
export function sampleRates(given: Record<string, number> = {}, count = 25): Record<string, number> {
  const codes = Array.from({ length: count }, (_, i) => `A${letter(i / 26)}${letter(i % 26)}`);
  return { ...Object.fromEntries(codes.map((code, i) => [code, 1 + i / 4])), ...given };
}

/** A document in the format of the European Central Bank. */
export function documentOf(date: string, rates: Record<string, number | string>): string {
  const cubes = Object.entries(rates).map(([code, rate]) => `<Cube currency='${code}' rate='${rate}'/>`);
  return `<?xml version="1.0" encoding="UTF-8"?>
<gesmes:Envelope xmlns:gesmes="http://www.gesmes.org/xml/2002-08-01" xmlns="http://www.ecb.int/vocabulary/2002-08-01/eurofxref">
  <gesmes:subject>Reference rates</gesmes:subject>
  <gesmes:Sender><gesmes:name>A test</gesmes:name></gesmes:Sender>
  <Cube><Cube time='${date}'>${cubes.join('')}</Cube></Cube>
</gesmes:Envelope>`;
}

/** A source of a test's own making. */
export async function startSource(t: TestContext, behave: RequestListener) {
  const source = await startServer(t, behave);
  return Object.assign(source, { url: `${source.url}/daily.xml?lang=en` });
}

/** Answers with a document. */
export function serveDocument(document: string, headers: Record<string, string> = {}): RequestListener {
  return (_req, res) => res.writeHead(200, { 'content-type': 'text/xml', ...headers }).end(document);
}

function letter(n: number): string {
  return String.fromCharCode(65 + Math.floor(n));
}
