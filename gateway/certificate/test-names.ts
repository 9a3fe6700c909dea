/** Names of one direction each, in many scripts. */
export const plainNames: readonly string[] = [
  'Ada Lovelace',
  'Ελένη Παπαδοπούλου',
  'Анна Каренина',
  'محمد بن عبد الله',
  'דוד בן־גוריון',
  '王小明',
  '田中さくら',
  '김철수',
  'अनुष्का शर्मा',
  'สมชาย ใจดี',
];

/** Names that could break a file, and how it is to write them. */
const seeds: readonly string[] = [
  ...plainNames,
  'Zoë 🎉 👩‍👩‍👧',
  '(((',
  ')))) Tj ET',
  '\\\\\\) (\\',
  'a\nb\r\nc\td\u0000e\u001bf',
  '%%EOF\nxref\n0 1\ntrailer << /Root 1 0 R >>\nstartxref\n0',
  '>> endobj 1 0 obj << /Type /Catalog >> endstream',
  '<script>&amp;"\'</rdf:li>]]>',
  '\u202eevil\u202c \u2066isolated\u2069 \u200fmark',
  'half \ud83d of a pair, \uffff and \ufdd0',
  'combining: e\u0301\u0323\u0308 Z\u0351\u0328\u035b',
  'ﬁ ligature, ﷽ and 𝕬𝖉𝖆 𐎠 𓀀',
  '   ',
  '𠀀 㐀 extension',
  '!@#$%^&*{}[]|~`',
];

/** A hundred names: each as it is, amid other text, beyond any place's room, and in mixed directions. */
export const hostileNames: readonly string[] = seeds.flatMap((seed) => [
  seed,
  `(${seed}) of \\${seed}`,
  `${seed} `.repeat(500).slice(0, 500),
  `אב ${seed} جد 12 ${seed}`,
]);
