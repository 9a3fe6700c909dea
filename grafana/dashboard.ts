import { layOut, type Panel } from './panel.ts';

export type Dashboard = {
  readonly title: string;
  readonly uid: string;
  readonly panels: readonly Panel[];
};

/** A dashboard as Grafana reads it. */
export function dashboardJson({ title, uid, panels }: Dashboard): string {
  const dashboard = {
    title,
    uid,
    tags: ['frontpage'],
    schemaVersion: 41,
    editable: false,
    graphTooltip: 1,
    refresh: '5s',
    time: { from: 'now-15m', to: 'now' },
    timezone: 'browser',
    panels: layOut(panels),
  };
  return `${JSON.stringify(dashboard, null, 2)}\n`;
}
