/** A cross-reference section (ISO 32000-1, 7.5.4) of objects by number, each of generation 0, with their offsets. */
export function xrefSection(offsets: ReadonlyMap<number, number>): string {
  const objects = [...offsets.keys()].sort((a, b) => a - b);
  const starts = objects.filter((object) => !offsets.has(object - 1));
  const subsections = starts.map((start) => {
    let end = start;
    while (offsets.has(end)) end += 1;
    const entries = objects
      .filter((object) => start <= object && object < end)
      .map((object) => entry(offsets.get(object)));
    return `${start} ${end - start}\n${entries.join('')}`;
  });
  return `xref\n${subsections.join('')}`;
}

/** Exactly twenty bytes. */
function entry(offset = 0): string {
  return `${String(offset).padStart(10, '0')} 00000 n \n`;
}
