import { runProcess } from '@frontpage/shared/process.ts';
import { testEnv, uploadsApp } from './test-app.ts';

// The uploads by themselves as a process, which a test can kill.
await runProcess('uploads', testEnv, uploadsApp);
