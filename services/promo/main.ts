import { runProcess } from '@frontpage/shared/process.ts';
import { createPromo } from './app.ts';
import { promoEnv } from './config.ts';

await runProcess('promo', promoEnv, createPromo);
