import { createAnswerMemory } from './answer-memory.ts';
import { type Answer, type Call, keyOf, UpstreamError } from './call.ts';

/**
 * The policy `stale`: where a GET fails, the last good answer to the same request takes its place, with its age and
 * the reason of the failure. Kept in memory, at most `maxBytes` of answers, and never given to another reader. `forget`
 * drops a reader's.
 */
export function createLastGood<T>(maxBytes: number, now: () => number = () => performance.now()) {
  const memory = createAnswerMemory<{ answer: Answer<T>; at: number }>({
    maxSize: maxBytes,
    sizeCalculation: ({ answer }, key) => answer.bytes + key.length,
  });

  function withLastGood(next: Call<Answer<T>>): Call<Answer<T>> {
    return async function lastGood(request) {
      if (request.method !== 'GET') return next(request);
      const key = keyOf(request);
      try {
        const ask = () => next(request);
        return await memory.during(request, ask, function keep(answer) {
          if (answer.source === 'fresh') memory.kept.set(key, { answer, at: now() });
        });
      } catch (error) {
        const last = memory.kept.get(key);
        if (!last || !(error instanceof UpstreamError) || error.reason === 'aborted') throw error;
        const ageSeconds = (now() - last.at) / 1000;
        return {
          ...last.answer,
          source: 'stale',
          ageSeconds,
          reason: error.reason,
          injectedMs: error.injectedMs,
        };
      }
    };
  }
  return Object.assign(withLastGood, { forget: memory.forget });
}
