import type { RunningProcess } from './bring-up.ts';
import type { ProcessRow } from './processes.ts';

/** Where a reader opens the mesh: the addresses of the process whose row has pages, and those pages' addresses. */
export type Front = { url: string; opsUrl: string; pages: readonly string[] };

export function frontOf(rows: readonly ProcessRow[], processes: readonly RunningProcess[]): Front {
  const row = rows.find(({ pages }) => pages !== undefined);
  const front = processes.find(({ name }) => name === row?.name);
  if (front === undefined) throw new TypeError('no row of the mesh has pages');
  const { url, opsUrl } = front;
  return { url, opsUrl, pages: (row?.pages ?? []).map((page) => `${url}${page}`) };
}
