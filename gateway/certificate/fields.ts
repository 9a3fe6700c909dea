import type { Place } from './fit-text.ts';

/** A4, landscape, in points. */
export const PAGE = { width: 841.89, height: 595.28 } as const;

/** A place on the page: the middle of its width, its lower edge above that of the page, and the colour of its text (RGB). */
export type Field = Place & {
  readonly middle: number;
  readonly bottom: number;
  readonly colour: readonly [red: number, green: number, blue: number];
};

const INK = [0.11, 0.14, 0.2] as const;
const WINE = [0.47, 0.11, 0.17] as const;
const MIDDLE = PAGE.width / 2;

/** What a download writes on the template, and where; the template leaves these places free. */
export const fields = {
  reader: { middle: MIDDLE, bottom: 309, width: 640, height: 56, largest: 34, smallest: 11, colour: WINE },
  title: { middle: MIDDLE, bottom: 199, width: 640, height: 72, largest: 27, smallest: 11, colour: INK },
  author: { middle: MIDDLE, bottom: 167, width: 520, height: 27, largest: 15, smallest: 10, colour: INK },
  date: { middle: 200, bottom: 93, width: 170, height: 20, largest: 13, smallest: 10, colour: INK },
} satisfies Record<string, Field>;

export type FieldName = keyof typeof fields;
