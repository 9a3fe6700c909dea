import { runProcess } from '@frontpage/shared/process.ts';
import { createRecommendation } from './app.ts';
import { recommendationEnv } from './config.ts';

await runProcess('recommendation', recommendationEnv, createRecommendation);
