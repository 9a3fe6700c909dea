import { styleText } from 'node:util';

/** The runner's own name in its output. */
const RUNNER = 'mesh';

export type OutputOptions = {
  /** Takes one line, without its end. */
  write: (line: string) => void;
  /** `pretty` is for a person: each line behind its process' name. `json` is for a program: each line is a JSON object. */
  format: 'pretty' | 'json';
  colour: boolean;
  /** The processes' names, which decide the width of the first column and the colours. */
  names: readonly string[];
};

export type Output = {
  /** Passes on a line that a process wrote. */
  line(name: string, text: string, from: 'stdout' | 'stderr'): void;
  /** A message of the runner itself; `fields` are for the JSON format only. */
  info(message: string, fields?: object): void;
  error(message: string, fields?: object): void;
};

export function createOutput(options: OutputOptions): Output {
  return options.format === 'json' ? jsonOutput(options.write) : prettyOutput(options);
}

const palette = ['cyan', 'magenta', 'yellow', 'green', 'blue'] as const;

function prettyOutput({ write, colour, names }: OutputOptions): Output {
  const width = Math.max(RUNNER.length, ...names.map((name) => name.length));
  const prefixes = new Map(names.map((name, index) => [name, prefix(name, palette[index % palette.length])]));
  const runners = prefix(RUNNER, 'bold');

  function prefix(name: string, style: Parameters<typeof styleText>[0] = 'reset'): string {
    const text = `${name.padEnd(width)} |`;
    return colour ? styleText(style, text, { validateStream: false }) : text;
  }
  function own(message: string, style?: 'red'): void {
    for (const line of message.split('\n')) {
      write(`${runners} ${colour && style ? styleText(style, line, { validateStream: false }) : line}`);
    }
  }
  return {
    line: (name, text) => write(`${prefixes.get(name) ?? prefix(name)} ${text}`),
    info: (message) => own(message),
    error: (message) => own(message, 'red'),
  };
}

// The levels and the time are pino's, as in the processes' own lines.
function jsonOutput(write: (line: string) => void): Output {
  function log(level: number, process: string, msg: string, fields?: object): void {
    write(JSON.stringify({ level, time: new Date().toISOString(), process, msg, ...fields }));
  }
  return {
    line: function passOn(name, text, from) {
      if (isJsonObject(text)) write(text);
      else if (text.trim() !== '') log(from === 'stderr' ? 50 : 30, name, text);
    },
    info: (message, fields) => log(30, RUNNER, message, fields),
    error: (message, fields) => log(50, RUNNER, message, fields),
  };
}

function isJsonObject(text: string): boolean {
  if (!text.startsWith('{')) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
