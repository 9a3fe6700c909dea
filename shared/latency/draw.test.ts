import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { createRandom } from '../random.ts';
import { arbitraryProfile } from './arbitrary-profile.ts';
import { distributions } from './distributions.ts';
import { drawInjection } from './draw.ts';
import { parseFaults } from './faults.ts';
import { parseProfile } from './profile.ts';

const run = promisify(execFile);
const FAULTS = 'error:p=0.2;hang:p=0.1';

test('a draw takes two numbers, whatever is set', () => {
  fc.assert(
    fc.property(arbitraryProfile, fc.boolean(), fc.nat(), (profile, faulty, seed) => {
      const random = createRandom(seed);
      let taken = 0;
      drawInjection(profile, parseFaults(faulty ? FAULTS : 'none', 'FAULTS'), () => {
        taken++;
        return random();
      });
      assert.equal(taken, 2);
    }),
  );
});

test('the delay doesn’t depend on the faults, nor the fault on the profile', () => {
  const faults = parseFaults(FAULTS, 'FAULTS');
  fc.assert(
    fc.property(arbitraryProfile, arbitraryProfile, fc.nat(), (one, other, seed) => {
      const draw = (profile: typeof one, some: typeof faults) =>
        drawInjection(profile, some, createRandom(seed, 'promo', 1));
      assert.equal(draw(one, faults).delayMs, draw(one, []).delayMs);
      assert.deepEqual(draw(one, faults).fault, draw(other, faults).fault);
    }),
  );
});

test('the same seeds give the same draws in another process', async () => {
  const { stdout } = await run(
    process.execPath,
    ['--input-type=module-typescript', '--eval', OTHER_PROCESS],
    {
      cwd: import.meta.dirname,
    },
  );
  const here = Object.values(distributions).map(({ example }) =>
    Array.from({ length: 20 }, (_, seed) =>
      drawInjection(
        parseProfile(example, 'LATENCY'),
        parseFaults(FAULTS, 'FAULTS'),
        createRandom(seed, 'promo', 1),
      ),
    ),
  );
  assert.deepEqual(JSON.parse(stdout), JSON.parse(JSON.stringify(here)));
});

const OTHER_PROCESS = `
  import { createRandom } from '${import.meta.dirname}/../random.ts';
  import { distributions } from '${import.meta.dirname}/distributions.ts';
  import { drawInjection } from '${import.meta.dirname}/draw.ts';
  import { parseFaults } from '${import.meta.dirname}/faults.ts';
  import { parseProfile } from '${import.meta.dirname}/profile.ts';
  const faults = parseFaults('${FAULTS}', 'FAULTS');
  const draws = Object.values(distributions).map(({ example }) =>
    Array.from({ length: 20 }, (_, seed) =>
      drawInjection(parseProfile(example, 'LATENCY'), faults, createRandom(seed, 'promo', 1))));
  console.log(JSON.stringify(draws));
`;
