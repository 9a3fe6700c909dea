import { utf16Hex } from './pdf-string.ts';

/** The most that a section of a map takes. */
const ROWS = 100;

/** The map that says which characters a code stands for (ISO 32000-1, 9.10.3), codes from 1 on; some stand for none. */
export function toUnicodeMap(texts: readonly string[]): string {
  const rows = texts.flatMap((text, i) => (text === '' ? [] : [`<${hex4(i + 1)}> <${utf16Hex(text)}>`]));
  const sections = Array.from({ length: Math.ceil(rows.length / ROWS) }, (_, i) => {
    const section = rows.slice(i * ROWS, (i + 1) * ROWS);
    return `${section.length} beginbfchar\n${section.join('\n')}\nendbfchar\n`;
  });
  return `/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <ffff>
endcodespacerange
${sections.join('')}endcmap
CMapName currentdict /CMap defineresource pop
end
end
`;
}

/** A code of two bytes, as hexadecimal digits. */
export function hex4(code: number): string {
  return code.toString(16).padStart(4, '0');
}
