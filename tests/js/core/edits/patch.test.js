import assert from 'node:assert/strict';
import { test } from 'node:test';

import { applyPatch, joinPatches } from '../../../../static/js/core/edits/patch.js';

// the examples of RFC 7396, appendix A, whose patch is an object
const EXAMPLES = [
  [{ a: 'b' }, { a: 'c' }, { a: 'c' }],
  [{ a: 'b' }, { b: 'c' }, { a: 'b', b: 'c' }],
  [{ a: 'b' }, { a: null }, {}],
  [{ a: 'b', b: 'c' }, { a: null }, { b: 'c' }],
  [{ a: ['b'] }, { a: 'c' }, { a: 'c' }],
  [{ a: 'c' }, { a: ['b'] }, { a: ['b'] }],
  [{ a: { b: 'c' } }, { a: { b: 'd', c: null } }, { a: { b: 'd' } }],
  [{ a: [{ b: 'c' }] }, { a: [1] }, { a: [1] }],
  [{ e: null }, { a: 1 }, { e: null, a: 1 }],
  [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
];

test('patches apply as RFC 7396 has it', () => {
  for (const [target, patch, result] of EXAMPLES) assert.deepEqual(applyPatch(target, patch), result);
});

test('two patches joined do what both do in turn', () => {
  const target = { a: { b: 1, c: 2 }, d: 3 };
  const first = { a: { b: null, c: 5 }, d: null };
  const second = { a: { c: null, e: 6 }, d: [7] };
  assert.deepEqual(applyPatch(target, joinPatches(first, second)), applyPatch(applyPatch(target, first), second));
});
