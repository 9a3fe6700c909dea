import exec from 'k6/execution';
import { requestPage } from './page.ts';
import { settings } from './settings.ts';

/** Pages of each strategy before the load: connections are made and code is compiled. */
const PAGES = 5;

/** Asks for a few pages of each strategy, and ends the test with the reason where the gateway or a strategy isn't there. */
export function warmUp(strategies: readonly string[]): void {
  for (const strategy of strategies) {
    for (let nth = 0; nth < PAGES; nth++) {
      const { status, error } = requestPage(strategy, nth);
      if (status === 0) exec.test.abort(`BASE_URL: nothing answers at ${settings.baseUrl} (${error})`);
      if (status === 404) exec.test.abort(`STRATEGIES: the gateway has no strategy "${strategy}"`);
      if (status !== 200) exec.test.abort(`${settings.baseUrl}/home/${strategy} answered ${status}`);
    }
  }
}
