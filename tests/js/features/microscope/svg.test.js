import assert from 'node:assert/strict';
import { test } from 'node:test';

import { svgOf } from '../../../../static/js/features/microscope/export/svg.js';

const WORDS = { x: 5, y: 5, text: 'a < b & "c"', fill: 'rgb(1, 2, 3)', size: 12, weight: '400', italic: true };
const SHAPES = {
  width: 99.2,
  height: 50,
  ground: 'white',
  lines: [{ d: 'M0 0C1 1 2 2 3 3', stroke: 'red', width: 2, dashes: '5, 3', opacity: 0.5 }],
  boxes: [
    { x: 1, y: 2, width: 20, height: 10, fills: ['blue', 'green'], stroke: 'black', dashed: false },
    { x: 1, y: 20, width: 20, height: 10, fills: ['grey'], stroke: 'black', dashed: true },
  ],
  words: [WORDS, { ...WORDS, text: '0.5', italic: false, onLine: true }],
};

test('a drawing is one SVG with its size, a caption and colours of its own', () => {
  const svg = svgOf(SHAPES, 'Output: <δ>');
  assert.match(svg, /^<svg xmlns="http:\/\/www.w3.org\/2000\/svg" width="100" height="82" viewBox="0 0 100 82">/);
  assert.match(svg, /<title>Output: &lt;δ&gt;<\/title>/);
  assert.match(svg, /<path d="M0 0C1 1 2 2 3 3" fill="none" stroke="red" stroke-width="2" stroke-dasharray="5, 3"/);
  assert.equal(svg.match(/<text /g)?.length, 3, 'two words and the caption');
  assert.ok(!/ (style|class)=/.test(svg));
});

test('a box with a value and its derivative has two halves, and the loss a dashed frame', () => {
  const svg = svgOf(SHAPES, '');
  assert.match(svg, /y="2" height="5" fill="blue"\/><rect x="1" width="20" y="7" height="5" fill="green"\/>/);
  assert.equal(svg.match(/stroke-dasharray="4 3"/g)?.length, 1);
});

test('words are escaped, and a number on a line interrupts it', () => {
  const svg = svgOf(SHAPES, '');
  assert.match(svg, /font-style="italic" text-anchor="middle">a &lt; b &amp; &quot;c&quot;<\/text>/);
  assert.equal(svg.match(/paint-order="stroke"/g)?.length, 1);
});
