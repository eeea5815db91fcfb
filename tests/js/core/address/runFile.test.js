import assert from 'node:assert/strict';
import { test } from 'node:test';

import { asRunFile, readRunFile } from '../../../../static/js/core/address/runFile.js';
import { specOf } from '../../state.js';

test('a run file is read unchanged, a spec alone is a new run', () => {
  const run = { ...asRunFile(specOf()), step: 12 };
  assert.deepEqual(readRunFile(JSON.stringify(run)), run);
  assert.deepEqual(readRunFile(JSON.stringify(specOf())), asRunFile(specOf()));
});

test('other files are refused with the received type and a remedy', () => {
  for (const [text, words] of /** @type {[string, RegExp][]} */ ([
    ['', /empty file/],
    ['  \n', /empty file/],
    ['{"format": "backprop-run", ', /not valid JSON: .+Correct it/],
    ['[1, 2]', /not a run/],
    ['null', /not a run/],
    ['{}', /format undefined, expected "backprop-run"/],
    ['{"format": "onnx"}', /format "onnx"/],
    ['{"format": "backprop-run", "version": 2}', /version 2, but this page reads version 1/],
  ])) {
    assert.throws(() => readRunFile(text), { name: 'RangeError', message: words }, text);
  }
});
