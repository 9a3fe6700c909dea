/**
 * A latency profile or a list of faults that can't be taken. The message begins with the field's name as its author wrote it
 * (`LATENCY`, `latency`, `x-latency: promo`) and says what the field takes.
 */
export class SettingError extends Error {
  override readonly name = 'SettingError';
  /** What whoever sent it by HTTP is answered, by Express' convention. */
  readonly status = 400;

  constructor(field: string, problem: string, options?: ErrorOptions) {
    super(`${field}: ${problem}`, options);
  }
}
