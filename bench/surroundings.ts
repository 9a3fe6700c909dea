import { delimiter } from 'node:path';

/**
 * What a measured process is given of our own environment. What is exported in somebody's shell must not change what is
 * measured, nor what `npm run` puts in front of the PATH.
 */
export function surroundings(): Record<string, string> {
  const { PATH = '', HOME = '' } = process.env;
  const folders = PATH.split(delimiter).filter((folder) => !folder.includes('node_modules'));
  return { PATH: folders.join(delimiter), HOME };
}
