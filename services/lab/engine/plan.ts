import { formatFaults, parseFaults } from '@frontpage/shared/latency/faults.ts';
import { formatProfile, parseProfile } from '@frontpage/shared/latency/profile.ts';
import { refuseRecording } from '@frontpage/shared/latency/recording.ts';
import { z } from 'zod';

/** The services whose latency an experiment can choose. A new upstream of the home page is a new name. */
export const SERVICES = ['promo', 'recommendation'] as const;
export type ServiceName = (typeof SERVICES)[number];

/** What the others are compared with, where it is among them; else the first is. */
const BASELINE = 'sequential';

/** The most pages that one experiment may ask for, all arms and the warm-up together. */
const MOST_PAGES = 300_000;

/** A header has to hold both services' profiles, and Node takes 16 KiB of headers in all. */
const LONGEST_SETTING = 6000;

const NAME = 'a name of letters, digits and _, a letter first, 40 characters at most';
const name = z.string({ error: NAME }).regex(/^[A-Za-z]\w{0,39}$/, NAME);

const URL_TEMPLATE = 'an http or https address, in which {n} stands for the number of the round';
const urlTemplate = z
  .string({ error: URL_TEMPLATE })
  .max(2000, URL_TEMPLATE)
  .refine((text) => /^https?:\/\/[^\s/?#{}]/i.test(text) && URL.canParse(text), URL_TEMPLATE);

const profile = settingText((text) => formatProfile(parseProfile(text, 'a profile', refuseRecording)));
const faults = settingText((text) => formatFaults(parseFaults(text, 'faults')));

/** Everything that decides an experiment; times in milliseconds. Two runs of one plan ask for the same pages at the same instants. */
export const planSchema = z
  .strictObject({
    /** Strategies of the gateway. */
    strategies: z
      .array(name, { error: 'a list of names of strategies' })
      .max(20, '20 strategies at most')
      .default([]),
    /** Pages of any other system. */
    targets: z
      .array(z.strictObject({ name, url: urlTemplate }))
      .max(20, '20 targets at most')
      .default([]),
    /** Pages a second for each of them. */
    rate: number(0.1, 1000, 'pages a second').default(20),
    duration: number(100, 600_000, 'milliseconds').default(10_000),
    /** Load before it that is not counted: connections are made, and code is compiled. */
    warmUp: number(0, 60_000, 'milliseconds').default(2000),
    /** At even distances, or at random as independent readers come (a Poisson process). */
    arrivals: z.enum(['constant', 'poisson'], { error: 'constant or poisson' }).default('constant'),
    seed: z
      .int({ error: 'a whole number from 0 to 4294967295' })
      .min(0, 'a whole number from 0 to 4294967295')
      .max(2 ** 32 - 1, 'a whole number from 0 to 4294967295')
      .default(1),
    latency: forServices(profile),
    faults: forServices(faults),
  })
  .superRefine(function checkTogether(plan, context) {
    const names = armNames(plan);
    const fault = (message: string, path: string[]) => context.addIssue({ code: 'custom', message, path });
    if (names.length === 0) fault('a strategy or a target at least', ['strategies']);
    if (new Set(names).size < names.length) fault('names that are all different', ['strategies']);
    const pages = Math.round((plan.rate * (plan.duration + plan.warmUp) * names.length) / 1000);
    if (pages > MOST_PAGES) {
      fault(`a rate and a duration that make ${MOST_PAGES} pages at most; these make ${pages}`, ['duration']);
    }
  });

export type Plan = z.output<typeof planSchema>;
export type PlanInput = z.input<typeof planSchema>;

/** The arms of an experiment by name, strategies first. */
export function armNames(plan: Pick<Plan, 'strategies' | 'targets'>): string[] {
  return [...plan.strategies, ...plan.targets.map((target) => target.name)];
}

/** The arm that the others are compared with. */
export function baselineOf(plan: Pick<Plan, 'strategies' | 'targets'>): string {
  const names = armNames(plan);
  return names.includes(BASELINE) ? BASELINE : (names[0] ?? '');
}

/** How many rounds a time at the plan's rate has; a round asks for one page of each arm. */
export function roundsIn(plan: Pick<Plan, 'rate'>, ms: number): number {
  return Math.round((plan.rate * ms) / 1000);
}

function number(least: number, most: number, unit: string) {
  const takes = `${unit} from ${least} to ${most}`;
  return z.number({ error: takes }).min(least, takes).max(most, takes);
}

function forServices<T extends z.ZodType>(setting: T) {
  const error = `settings of ${SERVICES.join(', ')} only`;
  return z.partialRecord(z.enum(SERVICES), setting, { error }).default({});
}

/** A setting's text, checked and in its shortest form. */
function settingText(normalise: (text: string) => string) {
  const takes = `a text of ${LONGEST_SETTING} characters at most`;
  return z
    .string({ error: takes })
    .max(LONGEST_SETTING, { error: takes, abort: true })
    .transform((text, context) => {
      try {
        return normalise(text);
      } catch (error) {
        context.addIssue({ code: 'custom', message: (error as Error).message });
        return z.NEVER;
      }
    });
}
