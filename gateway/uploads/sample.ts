/**
 * Looks at the beginning of a source without losing it.
 *
 * @returns the first `bytes` bytes (fewer where there are no more), and all of the source, the beginning included.
 */
export async function takeSample(source: AsyncIterable<Buffer>, bytes: number) {
  const chunks = source[Symbol.asyncIterator]();
  const head: Buffer[] = [];
  let length = 0;
  while (length < bytes) {
    const { done, value } = await chunks.next();
    if (done) break;
    head.push(value);
    length += value.length;
  }

  async function* whole(): AsyncGenerator<Buffer> {
    try {
      yield* head.splice(0);
      yield* { [Symbol.asyncIterator]: () => chunks };
    } finally {
      await chunks.return?.();
    }
  }
  return { sample: Buffer.concat(head).subarray(0, bytes), whole: whole() };
}
