import assert from 'node:assert/strict';
import { test } from 'node:test';

import {
  QUANTITIES,
  blockAt,
  blocksOf,
  columnOf,
  parameterName,
  nextParameter,
} from '../../../../static/js/features/race/weights/weightBlocks.js';
import { sessionOf } from '../../state.js';

const state = /** @type {any} */ ({ session: sessionOf({ units: [4] }), catalog: null });
const history = /** @type {any} */ ({
  step: [0, 3],
  effective_rate: [null, 0.2],
  memory: { m: [0, -0.5], v: [0, 0.01] },
});

test('every parameter of the flat vector is in a block and has a name', () => {
  const blocks = blocksOf(state);
  assert.deepEqual(
    blocks.map(({ title, rows, columns }) => [title, rows, columns]),
    [
      ['Hidden layer 1, weights', 2, 4],
      ['Hidden layer 1, biases', 1, 4],
      ['Output, weights', 4, 1],
      ['Output, biases', 1, 1],
    ],
  );
  assert.equal(blockAt(blocks, 11), blocks[1]);
  assert.equal(blockAt(blocks, 17), null);
  assert.equal(parameterName(state, 6), 'from x₂ to neuron 3');
  assert.equal(parameterName(state, 9), 'of neuron 2');
  assert.equal(parameterName(state, 14), 'from neuron 3 to output 1');
  assert.equal(parameterName(state, 17), '');
  assert.deepEqual(blocksOf(/** @type {any} */ ({ session: null })), []);
});

test('arrow keys stay within the block', () => {
  const block = blocksOf(state)[0];
  assert.equal(nextParameter(block, 0, 'ArrowDown'), 4);
  assert.equal(nextParameter(block, 4, 'ArrowDown'), 4);
  assert.equal(nextParameter(block, 5, 'ArrowLeft'), 4);
  assert.equal(nextParameter(block, 3, 'ArrowRight'), 3);
  assert.equal(nextParameter(block, 3, 'Enter'), null);
});

test('an optimizer has the quantities in its memory only', () => {
  const [momentum, square, rate] = QUANTITIES;
  assert.deepEqual(columnOf(history, momentum), { xs: [0, 3], ys: [0, -0.5] });
  assert.deepEqual(columnOf(history, square), { xs: [0, 3], ys: [NaN, 0.01] });
  assert.deepEqual(columnOf(history, rate), { xs: [0, 3], ys: [NaN, 0.2] });
  const plain = { ...history, memory: { b: [0, 1] } };
  assert.deepEqual(columnOf(plain, momentum)?.ys, [0, 1]);
  assert.equal(columnOf(plain, square), null);
});
