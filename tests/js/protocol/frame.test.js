import assert from 'node:assert/strict';
import { test } from 'node:test';

import { decodeFrame } from '../../../static/js/protocol/frame.js';
import { encodeFrame } from '../frames.js';

/** @param {number[]} numbers */
const float32 = (numbers) => new Uint8Array(Float32Array.from(numbers).buffer);

const FIELDS = {
  frame: 3,
  step: 50,
  epoch: 2,
  sample: 0,
  status: 'ready',
  playing: true,
  metrics: { train_loss: 0.5 },
  layers: [],
};

test('every section is read at the position in the header', () => {
  const frame = decodeFrame(
    encodeFrame(FIELDS, [
      ['output_maps', 'uint8', [1, 2, 2], Uint8Array.of(0, 85, 170, 255)],
      ['neuron_maps', 'uint8', [2, 1, 1], Uint8Array.of(7, 9)],
      ['map_scales', 'float32', [3, 2], float32([-1, 0.5, 0, 2, 10, 4])],
      ['parameters', 'float32', [3], float32([1.5, -2, 0.25])],
      ['gradients', 'float32', [3], float32([0, 1, 2])],
      ['histograms', 'uint32', [1, 2], new Uint8Array(Uint32Array.of(4, 70000).buffer)],
    ]),
  );
  assert.equal(frame.frame, 3);
  assert.equal(frame.metrics.train_loss, 0.5);
  assert.deepEqual(frame.outputMaps, {
    count: 1,
    size: 2,
    values: Uint8Array.of(0, 85, 170, 255),
    scales: Float32Array.of(-1, 0.5),
  });
  assert.deepEqual(frame.neuronMaps, {
    count: 2,
    size: 1,
    values: Uint8Array.of(7, 9),
    scales: Float32Array.of(0, 2, 10, 4),
  });
  assert.deepEqual(frame.parameters, Float32Array.of(1.5, -2, 0.25));
  assert.deepEqual(frame.gradients, Float32Array.of(0, 1, 2));
  assert.deepEqual(frame.histograms, Uint32Array.of(4, 70000));
  assert.equal(frame.bins, 2);
});

test('nothing is copied', () => {
  const buffer = encodeFrame(FIELDS, [['parameters', 'float32', [2], float32([1, 2])]]);
  assert.equal(decodeFrame(buffer).parameters?.buffer, buffer);
});

test('missing sections are null', () => {
  const frame = decodeFrame(encodeFrame(FIELDS, [['histograms', 'uint32', [0, 24], new Uint8Array()]]));
  assert.equal(frame.outputMaps, null);
  assert.equal(frame.neuronMaps, null);
  assert.equal(frame.parameters, null);
  assert.equal(frame.gradients, null);
});

test('without output maps the scales begin with the neurons', () => {
  const frame = decodeFrame(
    encodeFrame(FIELDS, [
      ['neuron_maps', 'uint8', [1, 1, 1], Uint8Array.of(1)],
      ['map_scales', 'float32', [1, 2], float32([3, 4])],
    ]),
  );
  assert.deepEqual(frame.neuronMaps?.scales, Float32Array.of(3, 4));
});

test('other bytes are refused with what was received', () => {
  assert.throws(() => decodeFrame(new ArrayBuffer(3)), { name: 'RangeError', message: /3 bytes .* expected a frame/ });
  assert.throws(() => decodeFrame(new ArrayBuffer(64)), { name: 'RangeError', message: /64 bytes/ });
});

test('another version is refused with what to do', () => {
  const buffer = encodeFrame(FIELDS, []);
  new DataView(buffer).setUint16(4, 2, true);
  assert.throws(() => decodeFrame(buffer), { name: 'RangeError', message: /version 2, expected 1. Reload/ });
});

test('a frame cut short is refused', () => {
  const buffer = encodeFrame(FIELDS, [['parameters', 'float32', [4], float32([1, 2, 3, 4])]]);
  assert.throws(() => decodeFrame(buffer.slice(0, 40)), RangeError);
  assert.throws(() => decodeFrame(buffer.slice(0, buffer.byteLength - 8)), RangeError);
});
