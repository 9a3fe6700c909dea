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

/** The motifs of `public/covers.svg`, by their ids in it. */
export type Motif =
  | 'arcs'
  | 'arch'
  | 'book'
  | 'chevrons'
  | 'columns'
  | 'curtain'
  | 'diamonds'
  | 'hills'
  | 'keyhole'
  | 'leaves'
  | 'orbits'
  | 'rings'
  | 'skyline'
  | 'stars'
  | 'waves';

/** The motif that stands for a subject; an open book where the subject has none of its own. */
export function motifOf(subject?: string): Motif {
  return MOTIF_OF.get(subject ?? '') ?? 'book';
}

const MOTIF_OF: ReadonlyMap<string, Motif> = new Map([
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

function each(motif: Motif, subjects: string): [string, Motif][] {
  return subjects.split(' ').map((subject) => [subject, motif]);
}
