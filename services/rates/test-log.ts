import type { Logger } from '@frontpage/shared/logger.ts';

export type LogLine = { readonly level: 'debug' | 'info' | 'warn' | 'error'; readonly message: string };

/** A logger that notes its messages for a test. */
export function noteLog(lines: LogLine[]): Logger {
  const at = (level: LogLine['level']) => (_fields: unknown, message: string) => {
    lines.push({ level, message });
  };
  const log = {
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    child: () => log,
  };
  return log as unknown as Logger;
}
