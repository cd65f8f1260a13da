import { describe, expect, test } from 'vitest';
import { scoreOf, sureness } from '../../src/mind/local/model.ts';
import { fitLogistic, fitRows } from '../eval/logistic.ts';

const wet = [0.1, 0.3, 0.4, 0.6, 0.7, 0.9];
const examples = wet.flatMap((share) =>
  Array.from({ length: 20 }, (_, n) => ({ features: { clouds: share * 10, noise: n % 2 }, is: n < share * 20 })),
);

describe('fitting a logistic model', () => {
  test('what it fits is as sure as things are frequent', () => {
    const model = fitLogistic(examples, 0.001);
    for (const share of [0.1, 0.4, 0.9]) {
      const sure = sureness(scoreOf(model, { clouds: share * 10, noise: 0.5 }));
      expect(Math.abs(sure - share)).toBeLessThan(0.08);
    }
  });

  test('without features it knows how often it is so', () => {
    const model = fitLogistic([{ features: {}, is: true }, ...Array(3).fill({ features: {}, is: false })], 1);
    expect(sureness(model.bias)).toBeCloseTo(0.25, 3);
  });

  test('a stronger pull makes smaller weights', () => {
    const [free, pulled] = [0.01, 100].map((pull) => fitLogistic(examples, pull).weights.clouds ?? 0);
    expect(free).toBeGreaterThan(0);
    expect(pulled).toBeGreaterThan(0);
    expect(pulled).toBeLessThan(free ?? 0);
  });

  test('an example that counts twice is two examples', () => {
    const twice = fitLogistic([...examples, ...examples.filter(({ is }) => is)], 1, 500);
    const counted = fitLogistic(
      examples.map((one) => ({ ...one, counts: one.is ? 2 : 1 })),
      1,
      500,
    );
    const at = { clouds: 5, noise: 1 };
    expect(sureness(scoreOf(counted, at))).toBeCloseTo(sureness(scoreOf(twice, at)), 1);
  });

  test('rows fit what names fit', () => {
    const named = fitLogistic(examples, 1, 300);
    const rows = examples.map(({ features, is }) => ({
      values: Float32Array.of(features.clouds, features.noise),
      is,
      counts: 1,
    }));
    const fitted = fitRows(['clouds', 'noise'], rows, 1, 300);
    expect(fitted.bias).toBeCloseTo(named.bias, 2);
    expect(fitted.weights.clouds).toBeCloseTo(named.weights.clouds ?? 0, 2);
  });
});
