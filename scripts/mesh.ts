import { enableCompileCache } from 'node:module';
import { COMPILE_CACHE } from './mesh/environment.ts';

// Before the rest of the runner is compiled: no process starts until that is done.
enableCompileCache(COMPILE_CACHE);
const { runMesh } = await import('./mesh/run.ts');

process.exitCode = await runMesh(process.argv.slice(2));
