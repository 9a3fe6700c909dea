/** Writes Grafana's dashboards, `grafana/dashboards/*.json`, from `grafana/dashboards.ts`. */
import { writeFileSync } from 'node:fs';
import { dashboardJson } from '../grafana/dashboard.ts';
import { dashboards } from '../grafana/dashboards.ts';

for (const [name, dashboard] of Object.entries(dashboards)) {
  writeFileSync(new URL(`../grafana/dashboards/${name}.json`, import.meta.url), dashboardJson(dashboard));
}
