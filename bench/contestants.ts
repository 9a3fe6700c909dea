/** A page to be measured: the process that makes it, and its path there. Rows of the same process share it. */
export type Contestant = { readonly name: string; readonly main: string; readonly path: string };

const gateway = 'gateway/main.ts';

export const contestants: readonly Contestant[] = [
  { name: 'floor', main: 'bench/contestants/floor.ts', path: '/home/concurrent' },
  { name: 'concurrent', main: gateway, path: '/home/concurrent' },
  { name: 'streaming', main: gateway, path: '/home/streaming' },
  { name: 'cached', main: gateway, path: '/home/cached' },
  { name: 'fastify + undici', main: 'bench/contestants/fastify.ts', path: '/home/concurrent' },
  { name: 'express + axios', main: 'bench/contestants/plain.ts', path: '/home/concurrent' },
];
