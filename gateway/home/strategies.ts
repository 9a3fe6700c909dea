import type { Fetch } from '../upstreams/upstream.ts';

/** A way to compose the page, as a set of independent choices: two rows differ only in what is being compared. */
export type Strategy = Choices & Delivery;

type Choices = {
  readonly title: string;
  readonly description: string;
  /** When the page's calls begin. */
  readonly schedule: 'blocking' | 'oneAfterAnother' | 'allAtOnce';
  /** How each of them is made. */
  readonly fetch: Fetch;
  /** Whether one that is late is given up at the upstream's own timeout, or only when the page's budget ends. */
  readonly patience: 'timeout' | 'budget';
};

/**
 * Whether the page leaves whole, or each part as it arrives; and whether its exchange rates are those that are known, or asked
 * for by the page itself. A streamed page shows prices before it could know such an answer.
 */
type Delivery =
  | { readonly delivery: 'whole'; readonly rates: 'snapshot' | 'live' }
  | { readonly delivery: 'streamed'; readonly rates: 'snapshot' };

const concurrent = {
  title: 'All at once',
  description: 'The page asks every service at the same time: it takes as long as the slowest of them.',
  schedule: 'allAtOnce',
  fetch: 'plain',
  patience: 'timeout',
  delivery: 'whole',
  rates: 'snapshot',
} as const satisfies Strategy;

/** Every strategy, by the name in its address (`/home/NAME`) and in the label of its metrics. */
export const strategies = {
  blocking: {
    ...concurrent,
    title: 'Suspended',
    description:
      'A worker thread is suspended for as long as each service takes, one after another; other pages wait in line.',
    schedule: 'blocking',
  },
  sequential: {
    ...concurrent,
    title: 'One after another',
    description: 'The page awaits one service, then asks the next: it takes as long as all of them together.',
    schedule: 'oneAfterAnother',
  },
  concurrent,
  streaming: {
    ...concurrent,
    title: 'Streamed',
    description:
      'The page leaves before any service has answered, and each part follows as soon as it is there.',
    delivery: 'streamed',
  },
  hedged: {
    ...concurrent,
    title: 'Hedged',
    description: 'A service that is later than usual is asked a second time, and the first answer wins.',
    fetch: 'hedged',
  },
  deadline: {
    ...concurrent,
    title: 'Cut off',
    description: 'The page leaves when its budget ends, with what has arrived by then.',
    patience: 'budget',
  },
  cached: {
    ...concurrent,
    title: 'Cached',
    description:
      'What a service says may be kept is taken from memory; a service that fails is bridged by it.',
    fetch: 'cached',
  },
  'live-rates': {
    ...concurrent,
    title: 'Live rates: don’t',
    description:
      'Don’t do this: the page asks for exchange rates itself, and waits for a slow source outside that may refuse. Every other page uses the rates that were fetched before anybody asked.',
    rates: 'live',
  },
} as const satisfies Record<string, Strategy>;

export type StrategyName = keyof typeof strategies;

export const strategyNames = Object.keys(strategies) as [StrategyName, ...StrategyName[]];

export function isStrategyName(name: string): name is StrategyName {
  return Object.hasOwn(strategies, name);
}
