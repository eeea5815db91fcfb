/** Places under the pointer, also where boxes and pointers are measured in other pixels. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { inStylePixels, sharesUnder } from '../../../static/js/draw/canvas.js';

const box = { left: 100, top: 50, width: 200, height: 100 };

/**
 * @param {object} element
 * @param {number} clientX
 * @param {number} clientY
 */
const shares = (element, clientX, clientY) =>
  sharesUnder({ currentTarget: /** @type {Element} */ (element), clientX, clientY });

test('the pointer is at a share of the element', () => {
  const element = { currentCSSZoom: 2, getBoundingClientRect: () => box };
  assert.deepEqual(shares(element, 150, 125), [0.25, 0.75]);
});

test('older WebKit measures boxes before the page is enlarged', () => {
  const { document, getComputedStyle } = globalThis;
  Object.assign(globalThis, { document: {}, getComputedStyle: () => ({ zoom: '2' }) });
  try {
    assert.deepEqual(shares({ getBoundingClientRect: () => box }, 300, 250), [0.25, 0.75]);
  } finally {
    Object.assign(globalThis, { document, getComputedStyle });
  }
});

test('a box in the pixels of style sheets is smaller where they enlarge the page', () => {
  const measured = { left: 200, top: 100, right: 600, bottom: 300 };
  const element = /** @type {Element} */ (/** @type {unknown} */ ({ currentCSSZoom: 2 }));
  assert.deepEqual(inStylePixels(measured, element), { left: 100, top: 50, right: 300, bottom: 150 });
});
