import { type Child, type Ending, endingText } from './child.ts';

/**
 * Stops processes gracefully: each once all that call it have ended, so that what is in flight can finish.
 *
 * @param limit how long each may take before it is killed, in milliseconds.
 * @returns a line for each process that did not end as asked.
 */
export async function takeDown(children: readonly Child[], limit: number): Promise<string[]> {
  const endings = new Map<Child, Promise<Ending>>();

  function stopOnce(child: Child): Promise<Ending> {
    const ending = endings.get(child) ?? stopAfterCallers(child);
    endings.set(child, ending);
    return ending;
  }
  async function stopAfterCallers(child: Child): Promise<Ending> {
    const callers = children.filter((other) => other.row.upstreams.includes(child.row.name));
    await Promise.all(callers.map(stopOnce));
    return child.stop(limit);
  }
  const faults = await Promise.all(children.map(async (child) => fault(child, await stopOnce(child))));
  return faults.filter((text) => text !== undefined);
}

// SIGTERM ends a process that has no handler for it yet, such as one that has only just been started.
function fault({ row }: Child, ending: Ending): string | undefined {
  const asAsked = ending.code === 0 || ending.signal === 'SIGTERM';
  return asAsked ? undefined : `${row.name}: ${endingText(ending)}`;
}
