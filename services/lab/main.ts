import { runProcess } from '@frontpage/shared/process.ts';
import { createLab } from './app.ts';
import { labEnv } from './config.ts';

await runProcess('lab', labEnv, createLab);
