import { randomBytes } from 'node:crypto';
import { deflateSync } from 'node:zlib';
import { cleanText } from './clean-text.ts';
import { drawText } from './content.ts';
import { type EmbeddedFont, embedFont } from './embedded-font.ts';
import { type FieldName, fields, PAGE } from './fields.ts';
import { fitText } from './fit-text.ts';
import type { OpenFont } from './fonts.ts';
import { createIncrement, type Increment } from './increment.ts';
import { infoDictionary, metadataPacket, TEMPLATE } from './metadata.ts';
import type { Template } from './template.ts';

/** What a certificate says. */
export type Certificate = {
  readonly reader: string;
  readonly title: string;
  readonly author: string;
  /** When it is downloaded: ISO 8601, in UTC. */
  readonly downloadedAt: string;
};

const day = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' });

/** The bytes that make a certificate out of the template when they are appended to it. Synchronous, and milliseconds of work. */
export function composeCertificate(template: Template, certificate: Certificate): Buffer<ArrayBufferLike> {
  const { downloadedAt } = certificate;
  const [reader, title, author] = [certificate.reader, certificate.title, certificate.author].map(
    cleanText,
  ) as [string, string, string];
  const increment = createIncrement(template);
  writeFields(increment, template.form, { reader, title, author, date: day.format(new Date(downloadedAt)) });
  const about = {
    ...TEMPLATE,
    title: `${title}: certificate of ownership for ${reader}`,
    modified: `${downloadedAt.slice(0, 19)}Z`,
    downloadedAt,
  };
  increment.write(template.info, infoDictionary(about));
  increment.writeStream(
    template.metadata,
    '/Type /Metadata /Subtype /XML',
    Buffer.from(metadataPacket(about)),
  );
  return increment.end(randomBytes(16).toString('hex'));
}

/** The form that the template draws, and the fonts in it. */
function writeFields(increment: Increment, form: number, texts: Record<FieldName, string>): void {
  const fonts = new Map<OpenFont, EmbeddedFont>();
  function embed(font: OpenFont): EmbeddedFont {
    const embedded = fonts.get(font) ?? embedFont(font, `R${fonts.size + 1}`, increment.reserve());
    fonts.set(font, embedded);
    return embedded;
  }
  const names = Object.keys(fields) as FieldName[];
  const content = names
    .map((name) => drawText(fitText(texts[name], fields[name]), fields[name], embed))
    .join('');
  const resources = [...fonts.values()].map(({ name, object }) => `/${name} ${object} 0 R`).join(' ');
  increment.writeStream(
    form,
    `/Type /XObject /Subtype /Form /BBox [0 0 ${PAGE.width} ${PAGE.height}] /Resources << /Font << ${resources} >> >> /Filter /FlateDecode`,
    deflateSync(content),
  );
  for (const font of fonts.values()) font.write(increment);
}
