import { fileURLToPath } from 'node:url';
import { strategyNames } from '../../gateway/home/strategies.ts';

/** One process of the mesh. */
export type ProcessRow = {
  /** Its name in logs; in capitals it begins the process' own variables (`PROMO_PORT`) and its address (`PROMO_URL`). */
  name: string;
  /** The file that Node runs. */
  main: string;
  /** Service port and operations port unless the environment says otherwise; 0 lets the system choose. */
  port: number;
  opsPort: number;
  /** Whether `LATENCY` and `FAULTS` reach it. */
  injectsLatency: boolean;
  /** The rows it calls. It is given their addresses, and is stopped before them. */
  upstreams: readonly string[];
  /** The rows whose operations ports it uses. It is given their addresses too, as `NAME_OPS_URL`. */
  operates?: readonly string[];
  /** Where it listens, whatever HOST says. */
  host?: string;
  /** The variable by which others are told its address, and a path to go with it; `NAME_URL` and none unless said. */
  toldBy?: { readonly variable: string; readonly path: string };
  /** The pages that a reader opens. The row that has them is the mesh's front: `PORT` and `OPS_PORT` are its own. */
  pages?: readonly string[];
};

/** The mesh, each row after those that it calls. A new process is a new row. */
export const meshRows: readonly ProcessRow[] = [
  {
    name: 'promo',
    main: mainOf('services/promo'),
    port: 8081,
    opsPort: 9081,
    injectsLatency: true,
    upstreams: [],
  },
  {
    name: 'recommendation',
    main: mainOf('services/recommendation'),
    port: 8082,
    opsPort: 9082,
    injectsLatency: true,
    upstreams: [],
  },
  {
    name: 'rates-source',
    main: mainOf('services/rates/source'),
    port: 8084,
    opsPort: 9084,
    // It stands for the outside, which is as slow as it is: RATES_SOURCE_LATENCY alone changes that.
    injectsLatency: false,
    upstreams: [],
    toldBy: { variable: 'RATES_SOURCE', path: '/eurofxref-daily.xml' },
  },
  {
    name: 'rates',
    main: mainOf('services/rates'),
    port: 8083,
    opsPort: 9083,
    injectsLatency: true,
    upstreams: ['rates-source'],
  },
  {
    name: 'gateway',
    main: mainOf('gateway'),
    port: 8080,
    opsPort: 9080,
    injectsLatency: false,
    upstreams: ['promo', 'recommendation', 'rates'],
    pages: strategyNames.map((name) => `/home/${name}`),
  },
  {
    name: 'lab',
    main: mainOf('services/lab'),
    port: 8090,
    opsPort: 9190,
    injectsLatency: false,
    upstreams: ['gateway'],
    operates: ['gateway', 'promo', 'recommendation'],
    // An operator's tool: it changes what the others do.
    host: '127.0.0.1',
  },
];

function mainOf(workspace: string): string {
  return fileURLToPath(new URL(`../../${workspace}/main.ts`, import.meta.url));
}
