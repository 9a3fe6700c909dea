/** One query of a panel, and how its series are named (`{{label}}`). */
type Query = { readonly expr: string; readonly legend: string; readonly exemplars?: true };

/** A panel as it is written down in `dashboards.ts`. */
export type Panel = {
  readonly title: string;
  /** One line: what it shows, and what to look for. */
  readonly description: string;
  /** Grafana's name of the unit: `s`, `percentunit`, `reqps`, `bytes`, `short`, … */
  readonly unit: string;
  readonly queries: readonly Query[];
  readonly kind?: 'timeseries' | 'stat' | 'bargauge' | 'state-timeline';
  /** Columns of 24; half of them unless said. */
  readonly width?: number;
  readonly logarithmic?: true;
  readonly stacked?: true;
  /** The words for values, where they stand for something. */
  readonly words?: Readonly<Record<string, { readonly text: string; readonly color: string }>>;
};

const HEIGHT = 8;
const COLUMNS = 24;
const SOURCE = { type: 'prometheus', uid: 'prometheus' };

/** Grafana's JSON of panels, from left to right and from top to bottom. */
export function layOut(panels: readonly Panel[]): object[] {
  let x = 0;
  let y = 0;
  return panels.map((panel, nth) => {
    const w = panel.width ?? COLUMNS / 2;
    if (x + w > COLUMNS) {
      x = 0;
      y += HEIGHT;
    }
    const gridPos = { x, y, w, h: HEIGHT };
    x += w;
    return { id: nth + 1, gridPos, ...jsonOf(panel) };
  });
}

function jsonOf({ title, description, queries, kind = 'timeseries', ...look }: Panel): object {
  return {
    title,
    description,
    type: kind,
    datasource: SOURCE,
    targets: queries.map(({ expr, legend, exemplars }, nth) => ({
      refId: String.fromCharCode(65 + nth),
      datasource: SOURCE,
      expr,
      legendFormat: legend,
      range: true,
      ...(exemplars && { exemplar: true }),
    })),
    fieldConfig: { defaults: fieldOf(look), overrides: [] },
    ...(kind === 'timeseries' && {
      options: {
        legend: { displayMode: 'table', placement: 'right', calcs: ['lastNotNull', 'max'] },
        tooltip: { mode: 'multi', sort: 'desc' },
      },
    }),
  };
}

function fieldOf({
  unit,
  logarithmic,
  stacked,
  words,
}: Pick<Panel, 'unit' | 'logarithmic' | 'stacked' | 'words'>) {
  return {
    unit,
    min: logarithmic ? undefined : 0,
    custom: {
      lineWidth: 2,
      fillOpacity: stacked ? 30 : 0,
      spanNulls: false,
      ...(logarithmic && { scaleDistribution: { type: 'log', log: 10 } }),
      ...(stacked && { stacking: { mode: 'normal' } }),
    },
    ...(words && { mappings: [{ type: 'value', options: words }] }),
  };
}
