/** A currency as the source gives it. */
export type Currency = {
  readonly code: string;
  /** How much of it one euro is worth in the long run. */
  readonly base: number;
  /** How many decimals it is given with. */
  readonly decimals: number;
  /** The standard deviation of its daily move. */
  readonly volatility: number;
};

/** The currencies that the European Central Bank quotes in 2026, in its order, at values of our own making. */
export const currencies: readonly Currency[] = [
  currency('USD', 1.15, 4, 0.005),
  currency('JPY', 175, 2, 0.006),
  currency('CZK', 24.4, 3, 0.002),
  currency('DKK', 7.46, 4, 0.00003),
  currency('GBP', 0.87, 5, 0.004),
  currency('HUF', 390, 2, 0.004),
  currency('PLN', 4.25, 4, 0.003),
  currency('RON', 5.08, 4, 0.001),
  currency('SEK', 11, 4, 0.004),
  currency('CHF', 0.935, 4, 0.003),
  currency('ISK', 146, 2, 0.003),
  currency('NOK', 11.7, 4, 0.005),
  currency('TRY', 48.5, 4, 0.005),
  currency('AUD', 1.77, 4, 0.005),
  currency('BRL', 6.2, 4, 0.008),
  currency('CAD', 1.61, 4, 0.004),
  currency('CNY', 8.2, 4, 0.004),
  currency('HKD', 8.95, 4, 0.005),
  currency('IDR', 19_200, 2, 0.005),
  currency('ILS', 3.8, 4, 0.005),
  currency('INR', 102, 4, 0.004),
  currency('KRW', 1660, 2, 0.005),
  currency('MXN', 21.3, 4, 0.006),
  currency('MYR', 4.85, 4, 0.004),
  currency('NZD', 2.02, 4, 0.005),
  currency('PHP', 67.5, 3, 0.004),
  currency('SGD', 1.5, 4, 0.003),
  currency('THB', 37.5, 3, 0.004),
  currency('ZAR', 20, 4, 0.008),
];

function currency(code: string, base: number, decimals: number, volatility: number): Currency {
  return { code, base, decimals, volatility };
}
