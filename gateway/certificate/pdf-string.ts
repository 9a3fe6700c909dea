/**
 * A text string (ISO 32000-1, 7.9.2.2) in hexadecimal: UTF-16, whatever is in the text, and so without anything to escape.
 * The text must be well-formed.
 */
export function textString(text: string): string {
  return `<feff${utf16Hex(text)}>`;
}

/** A text in UTF-16, big end first, as hexadecimal digits. */
export function utf16Hex(text: string): string {
  return Buffer.from(text, 'utf16le').swap16().toString('hex');
}

/** A date (7.9.4) from an ISO 8601 time in UTC such as 2026-11-23T12:00:00Z; fractions of a second are left out. */
export function dateString(time: string): string {
  return `(D:${time.slice(0, 19).replace(/[-T:]/g, '')}Z)`;
}

/** A number without an exponent, to a thousandth. */
export function number(value: number): string {
  return String(Math.round(value * 1000) / 1000);
}
