/** What the other strategies are compared with. */
export const BASELINE = 'sequential';

export type Settings = {
  /** `BASE_URL`: the gateway, http://127.0.0.1:8080. */
  readonly baseUrl: string;
  /** `STRATEGIES`: names between commas, the baseline among them; sequential,concurrent. */
  readonly strategies: readonly string[];
  /** `RATE`: pages a second for each strategy, 20. */
  readonly rate: number;
  /** `DURATION`: as k6 writes it, 30s. */
  readonly duration: string;
};

/** From the environment (`k6 run -e RATE=50 …`, or as variables). An empty one counts as not set. */
export const settings: Settings = readSettings(__ENV);

/** @throws Error with every fault: the variable's name, what it takes, and what was given. */
function readSettings(env: Readonly<Record<string, string | undefined>>): Settings {
  const faults: string[] = [];

  function read(name: string, fallback: string, takes: string, fits: (text: string) => boolean): string {
    const text = env[name] || fallback;
    if (!fits(text)) faults.push(`${name} takes ${takes}; got "${text}"`);
    return text;
  }
  const baseUrl = read('BASE_URL', 'http://127.0.0.1:8080', 'an http or https address', (text) =>
    /^https?:\/\/[^\s/?#]+[^\s?#]*$/.test(text),
  );
  const strategies = read(
    'STRATEGIES',
    `${BASELINE},concurrent`,
    `two or more different names between commas, ${BASELINE} among them`,
    areStrategies,
  );
  const rate = read('RATE', '20', 'a whole number of pages a second from 1 to 1000', isRate);
  const duration = read('DURATION', '30s', 'a time such as 30s or 1m30s', isDuration);

  if (faults.length > 0) throw new Error(`faulty environment:\n  ${faults.join('\n  ')}`);
  return {
    baseUrl: baseUrl.replace(/\/+$/, ''),
    strategies: strategies.split(','),
    rate: Number(rate),
    duration,
  };
}

function areStrategies(text: string): boolean {
  const names = text.split(',');
  const different = new Set(names).size === names.length;
  return (
    names.length > 1 && different && names.includes(BASELINE) && names.every((name) => /^[a-z-]+$/.test(name))
  );
}

function isRate(text: string): boolean {
  return /^[1-9]\d{0,3}$/.test(text) && Number(text) <= 1000;
}

function isDuration(text: string): boolean {
  return /^(?=.*[1-9])(\d+h)?(\d+m)?(\d+s)?$/.test(text);
}
