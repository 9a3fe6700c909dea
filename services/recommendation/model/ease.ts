import { type Model, rankByPopularity, type Shelves } from './model.ts';

export type EaseOptions = {
  /** λ, by which large weights are held down. Default 200. */
  regularisation?: number;
};

/**
 * EASE^R (Steck, "Embarrassingly shallow autoencoders for sparse data", WWW 2019): the item–item weights B with a diagonal of zeros that
 * best rebuild every shelf from the other books on it, in least squares with the penalty λ‖B‖². In closed form, with G the
 * matrix of how many readers each two books have in common and P = (G + λI)⁻¹:
 *
 *     B[i][j] = −P[i][j] / P[j][j],  B[j][j] = 0
 *
 * Time grows with the cube of the number of books, memory with its square: 2,000 books take some ten seconds and 80 MB.
 */
export function trainEase(shelves: Shelves, { regularisation = 200 }: EaseOptions = {}): Model {
  const n = shelves.bookCount;
  const matrix = countTogether(shelves);
  for (let i = 0; i < n; i++) matrix[i * n + i] = (matrix[i * n + i] ?? 0) + regularisation;
  sweep(matrix, n);
  const offsets = Uint32Array.from({ length: n + 1 }, (_, i) => i * Math.max(0, n - 1));
  const others = new Uint32Array(n * Math.max(0, n - 1));
  const weights = new Float64Array(others.length);
  let next = 0;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      if (i === j) continue;
      others[next] = j;
      // The sign of the negative inverse cancels out.
      weights[next] = -(matrix[i > j ? i * n + j : j * n + i] ?? 0) / (matrix[j * n + j] ?? 1);
      next++;
    }
  }
  return { offsets, others, weights, ...rankByPopularity(shelves) };
}

/** G: how many readers own both books; on the diagonal, how many own the one. */
function countTogether({ offsets, books, bookCount }: Shelves): Float64Array {
  const together = new Float64Array(bookCount * bookCount);
  for (let reader = 0; reader < offsets.length - 1; reader++) {
    const shelf = books.subarray(offsets[reader], offsets[reader + 1]);
    for (const a of shelf)
      for (const b of shelf) together[a * bookCount + b] = (together[a * bookCount + b] ?? 0) + 1;
  }
  return together;
}

/**
 * Turns a symmetric, positive definite matrix into the negative of its inverse, in place and in its lower triangle alone, by sweeping each row
 * (Goodnight, "A tutorial on the SWEEP operator", The American Statistician 33, 1979).
 */
function sweep(matrix: Float64Array, n: number): void {
  const column = new Float64Array(n);
  for (let k = 0; k < n; k++) {
    const pivot = matrix[k * n + k] ?? 1;
    for (let i = 0; i < n; i++) column[i] = matrix[i > k ? i * n + k : k * n + i] ?? 0;
    for (let i = 0; i < n; i++) {
      const factor = (column[i] ?? 0) / pivot;
      if (factor === 0) continue;
      const row = i * n;
      for (let j = 0; j <= i; j++) matrix[row + j] = (matrix[row + j] ?? 0) - factor * (column[j] ?? 0);
    }
    for (let i = 0; i < n; i++) matrix[i > k ? i * n + k : k * n + i] = (column[i] ?? 0) / pivot;
    matrix[k * n + k] = -1 / pivot;
  }
}
