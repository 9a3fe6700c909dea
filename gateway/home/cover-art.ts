/** Ground, lettering, and a motif's two colours. */
type Palette = readonly [ground: string, ink: string, shape: string, accent: string];

export const PALETTES: readonly [Palette, ...Palette[]] = [
  ['#144', '#fec', '#e94', '#fec'],
  ['#b32', '#fff', '#612', '#fc8'],
  ['#fed', '#223', '#c43', '#257'],
  ['#236', '#fff', '#59c', '#fc5'],
  ['#eb4', '#321', '#a31', '#fec'],
  ['#bcb', '#132', '#364', '#fed'],
  ['#425', '#fef', '#b69', '#fc9'],
  ['#cde', '#124', '#249', '#e64'],
  ['#222', '#fff', '#d43', '#edb'],
  ['#eba', '#412', '#a23', '#fed'],
];

/** The outlines of a motif, drawn in the lower half of the cover: one in the palette's shape, one over it in its accent. */
type Motif = readonly [under: string, over: string];

const MOTIFS = {
  arcs: [
    'M8 180a52 52 0 0 1 104 0H98a38 38 0 0 0-76 0z',
    'M36 180a24 24 0 0 1 48 0zM54 108a6 6 0 1 1 12 0 6 6 0 1 1-12 0',
  ],
  arch: [
    'M20 180v-36q0-36 40-54 40 18 40 54v36z',
    'M34 180v-28q0-18 12-26 12 8 12 26v28zm28 0v-28q0-18 12-26 12 8 12 26v28zM53 112a7 7 0 1 1 14 0 7 7 0 1 1-14 0',
  ],
  book: [
    'M60 124q-22-16-48-8v54q26-8 48 8 22-16 48-8v-54q-26-8-48 8',
    'M59 124h2v54h-2zM21 127q16-3 29 5v4q-13-8-29-5zm0 14q16-3 29 5v4q-13-8-29-5zm78-14q-16-3-29 5v4q13-8 29-5zm0 14q-16-3-29 5v4q13-8 29-5z',
  ],
  chevrons: [
    'M0 122l60-32 60 32v18l-60-32-60 32zm0 52l60-32 60 32v6H0z',
    'M0 148l60-32 60 32v14l-60-32-60 32z',
  ],
  columns: [
    'M12 114l48-24 48 24v7H12zm8 12h14v44H20zm22 0h14v44H42zm22 0h14v44H64zm22 0h14v44H86z',
    'M10 172h100v8H10zM54 107a6 6 0 1 1 12 0 6 6 0 1 1-12 0',
  ],
  curtain: [
    'M0 90h120v12q-15 14-30 0-15 14-30 0-15 14-30 0-15 14-30 0zm0 22q36 12 12 68H0zm120 0q-36 12-12 68h12z',
    'M60 118l-26 62h52z',
  ],
  diamonds: [
    'M15 88l15 23-15 23L0 111zm60 0l15 23-15 23-15-23zm-30 46l15 23-15 23-15-23zm60 0l15 23-15 23-15-23z',
    'M45 88l15 23-15 23-15-23zm60 0l15 23-15 23-15-23zm-90 46l15 23-15 23-15-23zm60 0l15 23-15 23-15-23z',
  ],
  hills: [
    'M-12 180l50-76 50 76zm70 0l34-50 34 50z',
    'M38 104l-14 21 8-3 7 6 6-7 8 6zm44 2a12 12 0 1 1 24 0 12 12 0 1 1-24 0',
  ],
  keyhole: [
    'M20 138a40 40 0 1 1 80 0 40 40 0 1 1-80 0',
    'M47 129a13 13 0 1 1 20 11l7 26H46l7-26a13 13 0 0 1-6-11',
  ],
  leaves: [
    'M60 178q-36 0-42-28 32-2 42 28 36 0 42-28-32-2-42 28m0-30q-30 0-36-26 28 0 36 26 30 0 36-26-28 0-36 26m0-28q-15-14 0-34 15 20 0 34',
    'M59 106h2v74h-2zM20 128a4 4 0 1 1 8 0 4 4 0 1 1-8 0m72 0a4 4 0 1 1 8 0 4 4 0 1 1-8 0',
  ],
  orbits: [
    'M14 138a46 46 0 1 1 92 0 46 46 0 1 1-92 0m4 0a42 42 0 1 0 84 0 42 42 0 1 0-84 0m14 0a28 28 0 1 1 56 0 28 28 0 1 1-56 0m4 0a24 24 0 1 0 48 0 24 24 0 1 0-48 0',
    'M49 138a11 11 0 1 1 22 0 11 11 0 1 1-22 0m35-34a7 7 0 1 1 14 0 7 7 0 1 1-14 0m-53 46a5 5 0 1 1 10 0 5 5 0 1 1-10 0',
  ],
  rings: [
    'M12 132a32 32 0 1 1 64 0 32 32 0 1 1-64 0',
    'M44 144a32 32 0 1 1 64 0 32 32 0 1 1-64 0m8 0a24 24 0 1 0 48 0 24 24 0 1 0-48 0',
  ],
  skyline: [
    'M8 180v-52h24v52zm28 0v-76h22v76zm26 0v-62h20v62zm24 0V94h26v86z',
    'M14 136h4v7h-4zm8 0h4v7h-4zm20-22h4v7h-4zm7 0h4v7h-4zm-7 14h4v7h-4zm25 0h4v7h-4zm7 0h4v7h-4zm19-24h5v7h-5zm8 0h5v7h-5zm0 14h5v7h-5zm-8 14h5v7h-5z',
  ],
  stars: [
    'M66 98a42 42 0 1 0 36 64 35 35 0 1 1-36-64',
    'M92 90q2 15 17 17-15 2-17 17-2-15-17-17 15-2 17-17m-16 42q1 10 11 11-10 1-11 11-1-10-11-11 10-1 11-11M20 100q1 7 8 8-7 1-8 8-1-7-8-8 7-1 8-8',
  ],
  waves: [
    'M0 132q15-16 30 0t30 0 30 0 30 0v48H0z',
    'M70 104a14 14 0 1 1 28 0 14 14 0 1 1-28 0M0 156q15-14 30 0t30 0 30 0 30 0v7q-15 14-30 0t-30 0-30 0-30 0z',
  ],
} satisfies Record<string, Motif>;

/** The motif that stands for a subject; an open book where the subject has none of its own. */
export function motifOf(subject?: string): Motif {
  return MOTIFS[MOTIF_OF.get(subject ?? '') ?? 'book'];
}

const MOTIF_OF: ReadonlyMap<string, keyof typeof MOTIFS> = new Map([
  ...each('arcs', 'philosophy essays'),
  ...each('arch', 'gothic horror religion'),
  ...each('book', 'memoir short-stories'),
  ...each('chevrons', 'war historical-fiction'),
  ...each('columns', 'ancient epic history'),
  ...each('curtain', 'drama tragedy'),
  ...each('diamonds', 'comedy humour satire'),
  ...each('hills', 'adventure travel'),
  ...each('keyhole', 'crime mystery'),
  ...each('leaves', 'nature poetry'),
  ...each('orbits', 'mathematics science science-fiction'),
  ...each('rings', 'manners psychology romance'),
  ...each('skyline', 'economics politics social'),
  ...each('stars', 'children fantasy myth'),
  ...each('waves', 'sea'),
]);

function each(motif: keyof typeof MOTIFS, subjects: string): [string, keyof typeof MOTIFS][] {
  return subjects.split(' ').map((subject) => [subject, motif]);
}
