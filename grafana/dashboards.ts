import type { Dashboard } from './dashboard.ts';
import { files } from './files.ts';
import { processes } from './processes.ts';
import { strategies } from './strategies.ts';
import { upstreams } from './upstreams.ts';

/** Every dashboard, by the name of its file. */
export const dashboards: Readonly<Record<string, Dashboard>> = { strategies, upstreams, processes, files };
