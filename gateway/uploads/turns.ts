/** Runs a job once it is its turn. */
export type Turns = <T>(job: () => Promise<T>) => Promise<T>;

/** Lets so many jobs run at once; the others wait, first come, first served. */
export function createTurns(atOnce: number): Turns {
  const waiting: (() => void)[] = [];
  let free = atOnce;

  return async function inTurn(job) {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await job();
    } finally {
      // A turn goes straight to the next in line.
      const next = waiting.shift();
      if (next) next();
      else free += 1;
    }
  };
}
