import { destination, type Logger as PinoLogger, pino, stdTimeFunctions } from 'pino';
import { build as prettyStream } from 'pino-pretty';
import { oneOf } from './env.ts';

export type Logger = PinoLogger;

/** The variables that say how a process logs. `auto` is readable at a terminal and JSON elsewhere. */
export const loggerEnv = {
  LOG_LEVEL: oneOf(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'], 'info'),
  LOG_FORMAT: oneOf(['auto', 'pretty', 'json'], 'auto'),
};

export type LoggerConfig = { LOG_LEVEL: string; LOG_FORMAT: string };

/** Makes a process' logger. JSON has a line an event, with the time in ISO 8601 and the process' name. */
export function createLogger(name: string, options: LoggerConfig): Logger {
  const { LOG_LEVEL: level, LOG_FORMAT: format } = options;
  const readable = format === 'pretty' || (format === 'auto' && process.stdout.isTTY);
  // Written at once: a buffer that nobody reads any more would keep the process from ending.
  const output = destination({ dest: 1, sync: true });
  if (!readable) return pino({ level, base: { process: name }, timestamp: stdTimeFunctions.isoTime }, output);
  const stream = prettyStream({
    sync: true,
    translateTime: 'SYS:HH:MM:ss.l',
    ignore: 'pid,hostname',
    singleLine: true,
  });
  return pino({ level, base: {} }, stream);
}
