import { runMesh } from './mesh/run.ts';

process.exitCode = await runMesh(process.argv.slice(2));
