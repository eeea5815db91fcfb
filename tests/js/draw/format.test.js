import assert from 'node:assert/strict';
import { test } from 'node:test';

import {
  formatAccuracy,
  formatBrief,
  formatCoordinate,
  formatCount,
  formatFigure,
  formatPower,
  formatSetting,
  formatShare,
  formatSigned,
  formatTick,
} from '../../../static/js/draw/format.js';

test('numbers have at most six characters, with powers of ten if necessary', () => {
  assert.deepEqual([0, 0.03125, 1.25, 31.25, 312.5, 3125].map(formatFigure), [
    '0.0000',
    '0.0313',
    '1.2500',
    '31.250',
    '312.50',
    '3125.0',
  ]);
  assert.equal(formatFigure(0.00001), '1.0e−5');
  assert.equal(formatFigure(-0.5), '−0.5000');
});

test('brief numbers have at most five characters', () => {
  assert.deepEqual(
    [0, -1, 0.1546, -0.9991, 0.0123, 3.25, -31.5, 999.6, 12345, -2.1e-3, NaN, -Infinity].map(formatBrief),
    ['0', '−1', '0.15', '−1.00', '0.01', '3.3', '−32', '1000', '1e4', '−2e−3', 'NaN', '−∞'],
  );
});

test('NaN and infinity are formatted as signs', () => {
  assert.equal(formatFigure(null), '–');
  assert.equal(formatFigure(undefined), '–');
  assert.deepEqual([Infinity, -Infinity, NaN].map(formatSigned), ['∞', '−∞', 'NaN']);
});

test('weights show their sign and are equally wide', () => {
  assert.deepEqual([0.5, -0.5, 12.3456].map(formatSigned), ['+0.500', '−0.500', '+12.35']);
  assert.equal(formatSigned(-0.0001), '−1.0e−4');
  assert.equal(formatSigned(-3.3e-24), '−3e−24');
  assert.equal(formatCoordinate(-0.004, 12), '−0.00');
  assert.deepEqual(
    [0.02, 1.5, 4000].map((span) => formatCoordinate(0.0125, span)),
    ['+0.01250', '+0.013', '+0'],
  );
});

test('an accuracy is never rounded up to 100 %', () => {
  assert.equal(formatAccuracy(0.9996), '99.9 %');
  assert.equal(formatAccuracy(1), '100 %');
});

test('counts, shares, powers and settings are formatted as in handwriting', () => {
  assert.deepEqual([0, 999, 1000, 1234567].map(formatCount), ['0', '999', '1\u202f000', '1\u202f234\u202f567']);
  assert.deepEqual([0.05, 0.5, 1].map(formatShare), ['\u2007\u20075 %', '\u200750 %', '100 %']);
  assert.equal(formatPower(0.00031), '3.1e−4');
  assert.deepEqual([0, 0.02, 1, -0.25, 1500, 1e-5, 2e-5, 1e12, -20000].map(formatTick), [
    '0',
    '0.02',
    '1',
    '−0.25',
    '1500',
    '10⁻⁵',
    '2·10⁻⁵',
    '10¹²',
    '−2·10⁴',
  ]);
  assert.equal(formatPower(0), '0');
  assert.deepEqual([0, 0.03, 10, 1e-5, -1.5].map(formatSetting), ['0', '0.03', '10', '1e−5', '−1.5']);
});
