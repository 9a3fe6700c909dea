import type { Mesh } from './mesh/start-mesh.ts';

/** What the gateway's `/metrics` says of the lines that match, added up; 0 where there is none. */
export async function sumOfMetric(mesh: Mesh, line: RegExp): Promise<number> {
  const gateway = mesh.processes.find(({ name }) => name === 'gateway');
  const metrics = await (await fetch(`${gateway?.opsUrl}/metrics`)).text();
  return metrics
    .split('\n')
    .filter((each) => line.test(each))
    .reduce((sum, each) => sum + Number(each.slice(each.lastIndexOf(' ') + 1)), 0);
}
