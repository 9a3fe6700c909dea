/** More than this is never shown, whatever the place; it keeps the work bounded. In UTF-16 units. */
const LONGEST = 1000;

/** What could turn the direction of the words around it (RLO and its kind). Marks and isolates end where they begin. */
const DIRECTION_CONTROLS = /[\u202a-\u202e\u2066-\u2069]/g;

/**
 * A text as one line that can be set: composed (NFC), control characters and line breaks as spaces, no two spaces in a
 * row, halves of surrogate pairs and what is no character as U+FFFD, and no more than a thousand characters.
 */
export function cleanText(text: string): string {
  return text
    .slice(0, LONGEST)
    .toWellFormed()
    .normalize('NFC')
    .replace(DIRECTION_CONTROLS, '')
    .replace(/\p{Noncharacter_Code_Point}/gu, '\ufffd')
    .replace(/[\p{Cc}\p{Zs}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim();
}
