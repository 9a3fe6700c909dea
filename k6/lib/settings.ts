/** What the other strategies are compared with. */
export const BASELINE = 'sequential';

export type Settings = {
  /** `BASE_URL`: the gateway, http://127.0.0.1:8080. */
  readonly baseUrl: string;
  /** `STRATEGIES`: names between commas, the baseline among them; sequential,concurrent. */
  readonly strategies: readonly string[];
  /** `PROFILE`: smoke, load or stress; what RATE and DURATION are unless they are set. */
  readonly profile: keyof typeof PROFILES;
  /** `RATE`: pages a second, for each strategy where there are several. */
  readonly rate: number;
  /** `DURATION`: seconds of load. */
  readonly duration: number;
  /** `RECOMMENDATION_OPS`: the operations port of the service that is made to fail, http://127.0.0.1:9082. */
  readonly recommendationOps: string;
  /** `SUMMARY_DIR`: a folder that is there already, for results as JSON; the one k6 runs in. */
  readonly summaryDir: string;
};

/** The shapes of load: pages a second, and for how many seconds. */
const PROFILES = {
  smoke: { rate: 20, duration: 10 },
  load: { rate: 50, duration: 60 },
  stress: { rate: 150, duration: 120 },
} as const;

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
  const baseUrl = read('BASE_URL', 'http://127.0.0.1:8080', 'an http or https address', isUrl);
  const strategies = read(
    'STRATEGIES',
    `${BASELINE},concurrent`,
    `two or more different names between commas, ${BASELINE} among them`,
    areStrategies,
  );
  const profile = read('PROFILE', 'smoke', `one of ${Object.keys(PROFILES).join(', ')}`, isProfile);
  const shape = PROFILES[isProfile(profile) ? profile : 'smoke'];
  const rate = read('RATE', String(shape.rate), 'a whole number of pages a second from 1 to 1000', isRate);
  const duration = read('DURATION', `${shape.duration}s`, 'a time such as 30s or 1m30s', isDuration);
  const recommendationOps = read(
    'RECOMMENDATION_OPS',
    'http://127.0.0.1:9082',
    'an http or https address',
    isUrl,
  );
  const summaryDir = read('SUMMARY_DIR', '.', 'a folder', () => true);

  if (faults.length > 0) throw new Error(`faulty environment:\n  ${faults.join('\n  ')}`);
  return {
    baseUrl: baseUrl.replace(/\/+$/, ''),
    strategies: strategies.split(','),
    profile: profile as keyof typeof PROFILES,
    rate: Number(rate),
    duration: secondsOf(duration),
    recommendationOps: recommendationOps.replace(/\/+$/, ''),
    summaryDir,
  };
}

function areStrategies(text: string): boolean {
  const names = text.split(',');
  const different = new Set(names).size === names.length;
  return (
    names.length > 1 && different && names.includes(BASELINE) && names.every((name) => /^[a-z-]+$/.test(name))
  );
}

function isUrl(text: string): boolean {
  return /^https?:\/\/[^\s/?#]+[^\s?#]*$/.test(text);
}

function isProfile(text: string): text is keyof typeof PROFILES {
  return Object.keys(PROFILES).includes(text);
}

function isRate(text: string): boolean {
  return /^[1-9]\d{0,3}$/.test(text) && Number(text) <= 1000;
}

function isDuration(text: string): boolean {
  return /^(?=.*[1-9])(\d+h)?(\d+m)?(\d+s)?$/.test(text);
}

function secondsOf(duration: string): number {
  const [, hours = 0, minutes = 0, seconds = 0] = /^(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$/.exec(duration) ?? [];
  return Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
}
