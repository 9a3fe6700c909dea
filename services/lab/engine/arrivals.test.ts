import assert from 'node:assert/strict';
import { test } from 'node:test';
import { arrivalsOf } from './arrivals.ts';
import { planSchema } from './plan.ts';

const plan = planSchema.parse({
  strategies: ['sequential', 'concurrent', 'hedged'],
  rate: 50,
  duration: 20_000,
  seed: 7,
});

test('each round has one page of every arm, in an order that changes', () => {
  const { arm, round, at, seeds } = arrivalsOf(plan, 'load');
  assert.deepEqual([arm.length, round.length, at.length, seeds.length], [3000, 3000, 3000, 1000]);
  const orders = new Map<string, number>();
  for (let i = 0; i < arm.length; i += 3) {
    const order = String(arm.slice(i, i + 3));
    assert.deepEqual([...arm.slice(i, i + 3)].sort(), [0, 1, 2]);
    assert.deepEqual([...new Set(round.slice(i, i + 3))], [i / 3]);
    orders.set(order, (orders.get(order) ?? 0) + 1);
  }
  assert.equal(orders.size, 6);
  // Each order is one of six: of 1000 rounds 167, give or take five standard deviations.
  for (const [order, count] of orders) assert.ok(Math.abs(count - 167) < 60, `${order}: ${count}`);
});

test('a plan decides all of it, and another seed or its warm-up are others', () => {
  assert.deepEqual(arrivalsOf(plan, 'load'), arrivalsOf(plan, 'load'));
  const { seeds } = arrivalsOf(plan, 'load');
  assert.notDeepEqual(arrivalsOf({ ...plan, seed: 8 }, 'load').seeds, seeds);
  assert.notDeepEqual(arrivalsOf({ ...plan, warmUp: plan.duration }, 'warm-up').seeds, seeds);
  assert.equal(arrivalsOf({ ...plan, warmUp: 0 }, 'warm-up').at.length, 0);
});

test('constant arrivals are evenly apart; at random they have the same rate, and gaps whose deviation is their mean', () => {
  const even = arrivalsOf(plan, 'load').at;
  assert.ok(even.every((ms, i) => Math.abs(ms - (i * 1000) / 150) < 1e-6));
  const { at } = arrivalsOf({ ...plan, arrivals: 'poisson' }, 'load');
  const gaps = [...at].map((ms, i) => ms - (at[i - 1] ?? 0));
  const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
  const deviation = Math.sqrt(gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / gaps.length);
  assert.ok(Math.abs(mean - 1000 / 150) < 0.7, `mean ${mean}`);
  assert.ok(Math.abs(deviation / mean - 1) < 0.1, `deviation ${deviation}`);
});
