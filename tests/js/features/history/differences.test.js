import assert from 'node:assert/strict';
import { test } from 'node:test';

import { differencesOf } from '../../../../static/js/features/history/comparison/differences.js';
import { specOf } from '../../state.js';

test('equal specs and a single spec have no differences', () => {
  assert.deepEqual(differencesOf([specOf(), specOf()]), []);
  assert.deepEqual(differencesOf([specOf()]), []);
  assert.deepEqual(differencesOf([]), []);
});

test('every path that differs is listed with its values', () => {
  const [a, b] = [specOf([4, 2]), { ...specOf([4, 3]), seed: 7, features: ['x1'] }];
  assert.deepEqual(differencesOf([a, b]), [
    { path: 'seed', values: ['0', '7'] },
    { path: 'features', values: ['x1, x2', 'x1'] },
    { path: 'network.layers.1.units', values: ['2', '3'] },
  ]);
});

test('a missing value is a dash', () => {
  const layers = differencesOf([specOf([4]), specOf([4, 2])]);
  assert.deepEqual(layers.find(({ path }) => path === 'network.layers.1.units')?.values, ['–', '2']);
});

test('three specs are compared at once', () => {
  const specs = [0, 0, 3].map((seed) => ({ ...specOf(), seed }));
  assert.deepEqual(differencesOf(specs), [{ path: 'seed', values: ['0', '0', '3'] }]);
});

test('null differs from a number, and a number from its text', () => {
  assert.deepEqual(differencesOf([{ a: null }, { a: 0 }, { a: '0' }]), [{ path: 'a', values: ['null', '0', '0'] }]);
});

test('data are summarized by their length, long texts are shortened', () => {
  const rows = Array.from({ length: 500 }, (_, row) => [row, row]);
  assert.deepEqual(differencesOf([{ inputs: rows }, { inputs: rows.slice(1) }]), [
    { path: 'inputs', values: ['500 rows', '499 rows'] },
  ]);
  assert.deepEqual(differencesOf([{ layers: [] }, { layers: [1] }]), [{ path: 'layers', values: ['none', '1'] }]);
  const [{ values }] = differencesOf([{ text: 'a'.repeat(99) }, { text: 'b' }]);
  assert.equal(values[0].length, 40);
});
