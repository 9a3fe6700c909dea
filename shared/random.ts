/** A source of numbers in [0, 1): uniform, with 53 random bits where it comes from this file. */
export type Random = () => number;

/**
 * A generator that is decided entirely by its parts: equal parts give equal streams, in any process and on any machine;
 * parts that differ in one place, seeds n and n + 1 among them, give unrelated streams. A string and the number it spells
 * are different parts, and so are `('a', 'bc')` and `('ab', 'c')`.
 *
 * The parts are absorbed by a 32-bit hash, SplitMix32 spreads the hash over the 128 bits of state, and xoshiro128** draws
 * from it. Unsigned 32-bit integers are absorbed whole, by a bijection: where only such a part differs, two streams can't coincide.
 * Fit for simulation, not for secrets.
 */
export function createRandom(...parts: (number | string)[]): Random {
  const next = splitMix32(hashParts(parts));
  const uint32 = xoshiro128StarStar([next(), next(), next(), next()]);
  return function random() {
    const high = uint32() >>> 5;
    const low = uint32() >>> 6;
    return (high * 2 ** 26 + low) / 2 ** 53;
  };
}

/**
 * xoshiro128**: unsigned 32-bit integers with a period of 2^128 - 1, all of whose bits are good, the low ones too. The state must not be all
 * zeros. Source: Blackman and Vigna, "Scrambled Linear Pseudorandom Number Generators", ACM TOMS 47 (2021).
 */
export function xoshiro128StarStar(state: [number, number, number, number]): () => number {
  let [a, b, c, d] = state;
  return function uint32() {
    const result = Math.imul(rotateLeft(Math.imul(b, 5), 7), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = rotateLeft(d, 11);
    return result;
  };
}

/** SplitMix with 32 bits of state: four outputs in a row are all different, so at most one of them is zero. */
function splitMix32(seed: number): () => number {
  let state = seed;
  return function uint32() {
    state = (state + 0x9e3779b9) | 0;
    return mix(state);
  };
}

function hashParts(parts: (number | string)[]): number {
  let hash = 0;
  const absorb = (word: number) => {
    hash = mix(hash ^ word) + 0x9e3779b9;
  };
  for (const part of parts) {
    if (typeof part === 'number' && part === part >>> 0) {
      absorb(1);
      absorb(part);
      continue;
    }
    const text = String(part);
    absorb(typeof part === 'number' ? 2 : 3);
    absorb(text.length);
    for (let i = 0; i < text.length; i++) absorb(text.charCodeAt(i));
  }
  return hash | 0;
}

/** The finalizer of MurmurHash3: a bijection of 32-bit integers in which every input bit moves every output bit. */
function mix(word: number): number {
  let mixed = word;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

function rotateLeft(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}
