import { addressVariable, ownVariables, prefixed } from './environment.ts';
import type { ProcessRow } from './processes.ts';

/** The runner's help: what it does and the variables it reads, from the table of processes. */
export function usage(rows: readonly ProcessRow[]): string {
  const front = rows.find((row) => row.pages !== undefined);
  const ports = rows.map((row) =>
    variable(prefixed(row.name, 'PORT'), `${row.name}'s port, ${row.port}`, row),
  );
  const example = rows.find((row) => row.injectsLatency)?.name ?? 'NAME';
  const called = rows.filter((row) => rows.some((other) => other.upstreams.includes(row.name)));
  return [
    'Usage: npm start [-- --help]',
    '',
    `Runs the whole mesh on this machine: ${rows.map((row) => row.name).join(', ')}. Ctrl-C stops it, a second one kills it.`,
    '',
    'It is set by environment variables:',
    ...ports,
    variable('PORT, OPS_PORT', `${front?.name ?? 'the front'}'s ports, where those above are not set`),
    variable('HOST', 'what every process listens on, 127.0.0.1'),
    variable('LATENCY, FAULTS', `of every service, such as LATENCY=fixed:100`),
    variable('LAB', 'on or off: whether latency and seeds may come by header, on'),
    variable('DATA_DIR', 'the folder for what must last, data'),
    variable('STOP_LIMIT', 'how long requests have to finish when the mesh stops, in milliseconds, 3000'),
    variable('LOG_LEVEL', 'of every process'),
    variable('LOG_FORMAT', 'pretty or json; pretty at a terminal, json elsewhere'),
    variable('NO_COLOR', 'no colours'),
    ...called.map((row) =>
      variable(addressVariable(row), `where ${row.name} is called, unless it is the one started here`),
    ),
    '',
    `${ownVariables.join(', ')}: each may be set for one process alone, by its name`,
    `before it, as in ${prefixed(example, 'LATENCY')}=fixed:100. Every other variable reaches every process as it is.`,
  ].join('\n');
}

/** What is wrong with the arguments, if anything. */
export function argumentFault(args: readonly string[]): string | undefined {
  const unknown = args.filter((arg) => !isHelp(arg));
  if (unknown.length === 0) return undefined;
  return `npm start doesn't take ${unknown.join(' ')}; it takes --help only, and is set by environment variables`;
}

export function isHelp(arg: string): boolean {
  return arg === '--help' || arg === '-h';
}

function variable(names: string, meaning: string, row?: ProcessRow): string {
  if (row === undefined) return `  ${names.padEnd(26)} ${meaning}`;
  const ops = variable(prefixed(row.name, 'OPS_PORT'), `its operations port, ${row.opsPort}`);
  return `${variable(names, meaning)}\n${ops}`;
}
