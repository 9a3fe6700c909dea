import { runProcess } from '@frontpage/shared/process.ts';
import { createRatesSource } from './app.ts';
import { ratesSourceEnv } from './config.ts';

await runProcess('rates-source', ratesSourceEnv, createRatesSource);
