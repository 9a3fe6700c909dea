import { runProcess } from '@frontpage/shared/process.ts';
import { testEnv, uploadsApp } from './test-app.ts';

await runProcess('uploads', testEnv, uploadsApp);
