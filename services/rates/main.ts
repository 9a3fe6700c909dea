import { runProcess } from '@frontpage/shared/process.ts';
import { createRates } from './app.ts';
import { ratesEnv } from './config.ts';

await runProcess('rates', ratesEnv, createRates);
