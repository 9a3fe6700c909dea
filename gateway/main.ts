import { runProcess } from '@frontpage/shared/process.ts';
import { createGateway } from './app.ts';
import { gatewayEnv } from './config.ts';

await runProcess('gateway', gatewayEnv, createGateway);
