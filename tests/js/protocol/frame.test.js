import assert from 'node:assert/strict';
import { test } from 'node:test';

import { decodeFrame } from '../../../static/js/protocol/frame.js';

/**
 * A frame built byte by byte, as app/frames.py lays it out.
 *
 * @param {Record<string, unknown>} fields
 * @param {[string, 'uint8' | 'uint32' | 'float32', number[], Uint8Array][]} sections name, dtype, shape, bytes
 */
function build(fields, sections) {
  let offset = 0;
  const table = sections.map(([name, dtype, shape, bytes]) => {
    const entry = { name, dtype, shape, offset };
    offset += Math.ceil(bytes.length / 8) * 8;
    return entry;
  });
  let text = JSON.stringify({ ...fields, sections: table });
  text += ' '.repeat((8 - ((16 + text.length) % 8)) % 8);
  const buffer = new ArrayBuffer(16 + text.length + offset);
  const bytes = new Uint8Array(buffer);
  bytes.set([0x42, 0x50, 0x50, 0x46, 1, 0, 0, 0]); // "BPPF", version 1
  new DataView(buffer).setUint32(8, text.length, true);
  bytes.set(new TextEncoder().encode(text), 16);
  sections.forEach(([, , , section], index) => bytes.set(section, 16 + text.length + table[index].offset));
  return buffer;
}

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

test('every section is read where the header says it lies', () => {
  const frame = decodeFrame(
    build(FIELDS, [
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
  const buffer = build(FIELDS, [['parameters', 'float32', [2], float32([1, 2])]]);
  assert.equal(decodeFrame(buffer).parameters?.buffer, buffer);
});

test('what a frame leaves out is null', () => {
  const frame = decodeFrame(build(FIELDS, [['histograms', 'uint32', [0, 24], new Uint8Array()]]));
  assert.equal(frame.outputMaps, null);
  assert.equal(frame.neuronMaps, null);
  assert.equal(frame.parameters, null);
  assert.equal(frame.gradients, null);
});

test('without output maps the scales begin with the neurons', () => {
  const frame = decodeFrame(
    build(FIELDS, [
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
  const buffer = build(FIELDS, []);
  new DataView(buffer).setUint16(4, 2, true);
  assert.throws(() => decodeFrame(buffer), { name: 'RangeError', message: /version 2, expected 1. Reload/ });
});

test('a frame cut short is refused', () => {
  const buffer = build(FIELDS, [['parameters', 'float32', [4], float32([1, 2, 3, 4])]]);
  assert.throws(() => decodeFrame(buffer.slice(0, 40)), RangeError);
  assert.throws(() => decodeFrame(buffer.slice(0, buffer.byteLength - 8)), RangeError);
});
