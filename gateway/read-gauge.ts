import { Gauge, type Registry } from 'prom-client';

export type ReadGauge = {
  /** @param of the label's value, where the gauge has a label */
  from(read: () => number, of?: string): void;
};

/** A gauge that asks for its values whenever it is looked at: what changes with every page costs no page anything. */
export function readGauge(
  { name, help, label }: { name: string; help: string; label?: string },
  registry: Registry,
): ReadGauge {
  const readers = new Map<string, () => number>();
  new Gauge({
    name,
    help,
    labelNames: label === undefined ? [] : [label],
    registers: [registry],
    collect() {
      for (const [of, read] of readers) this.set(label === undefined ? {} : { [label]: of }, read());
    },
  });
  return {
    from(read, of = '') {
      readers.set(of, read);
    },
  };
}
