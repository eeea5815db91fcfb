import assert from 'node:assert/strict';
import { test } from 'node:test';

import { INK, blank, inked } from '../../../../static/js/features/playground/output/padImage.js';

test('a dot is full in its pixel, soft in the neighbours and zero elsewhere', () => {
  const image = /** @type {[number, number]} */ ([3, 4]);
  const paper = blank(image);
  const drawn = inked(paper, image, 5);
  assert.deepEqual(
    drawn.map((ink) => (ink === INK ? 2 : ink > 0 ? 1 : 0)),
    [0, 1, 0, 0, 1, 2, 1, 0, 0, 1, 0, 0],
  );
  assert.ok(paper.every((ink) => ink === 0));
});

test('overlapping strokes never remove ink, and strokes are clipped at the edge', () => {
  const image = /** @type {[number, number]} */ ([2, 2]);
  const drawn = [0, 1, 2, 3].reduce((pixels, pixel) => inked(pixels, image, pixel), blank(image));
  assert.deepEqual(drawn, [INK, INK, INK, INK]);
  assert.equal(inked(blank(image), image, 0)[3], 0);
});
