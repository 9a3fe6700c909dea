import { dateString, textString } from './pdf-string.ts';

/** What the template says of its making, and every copy after it. A date of the run would make each run's file another. */
export const TEMPLATE = {
  creator: 'Frontpage',
  producer: 'PDFKit',
  created: '2026-11-23T00:00:00Z',
} as const;

/** What a document says of itself; times as ISO 8601, in UTC, to the second. */
export type About = {
  readonly title: string;
  readonly creator: string;
  readonly producer: string;
  readonly created: string;
  readonly modified: string;
  /** When this copy was downloaded, as exactly as it is known. */
  readonly downloadedAt?: string;
};

/** The document information dictionary (ISO 32000-1, 14.3.3). */
export function infoDictionary({ title, creator, producer, created, modified, downloadedAt }: About): string {
  const downloaded = downloadedAt === undefined ? '' : `\n/DownloadedAt ${textString(downloadedAt)}`;
  return `<<
/Title ${textString(title)}
/Creator ${textString(creator)}
/Producer ${textString(producer)}
/CreationDate ${dateString(created)}
/ModDate ${dateString(modified)}${downloaded}
>>`;
}

/** The same as an XMP packet (ISO 16684-1), where an entry that is not of the standard is in the namespace pdfx. */
export function metadataPacket({ title, creator, producer, created, modified, downloadedAt }: About): string {
  const downloaded =
    downloadedAt === undefined
      ? ''
      : `\n   <pdfx:DownloadedAt>${escapeXml(downloadedAt)}</pdfx:DownloadedAt>`;
  return `<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
 <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <rdf:Description rdf:about=""
    xmlns:dc="http://purl.org/dc/elements/1.1/"
    xmlns:pdf="http://ns.adobe.com/pdf/1.3/"
    xmlns:pdfx="http://ns.adobe.com/pdfx/1.3/"
    xmlns:xmp="http://ns.adobe.com/xap/1.0/">
   <dc:format>application/pdf</dc:format>
   <dc:title><rdf:Alt><rdf:li xml:lang="x-default">${escapeXml(title)}</rdf:li></rdf:Alt></dc:title>
   <xmp:CreatorTool>${escapeXml(creator)}</xmp:CreatorTool>
   <pdf:Producer>${escapeXml(producer)}</pdf:Producer>
   <xmp:CreateDate>${created}</xmp:CreateDate>
   <xmp:ModifyDate>${modified}</xmp:ModifyDate>
   <xmp:MetadataDate>${modified}</xmp:MetadataDate>${downloaded}
  </rdf:Description>
 </rdf:RDF>
</x:xmpmeta>
<?xpacket end="r"?>`;
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
