import assert from 'node:assert/strict';
import { test } from 'node:test';

import { readFragment, writeFragment } from '../../../../static/js/core/address/links.js';
import { asRunFile } from '../../../../static/js/core/address/runFile.js';
import { specOf } from '../../state.js';

test('a run and the parts hidden by a lesson are written to the address and read back', async () => {
  const run = specOf([8, 8, 8]);
  assert.deepEqual(await readFragment(await writeFragment(run)), { run, hidden: [], unknown: [] });
  const hidden = ['noise', 'inside'];
  assert.deepEqual(await readFragment(await writeFragment(run, hidden)), { run, hidden, unknown: [] });
  assert.deepEqual(await readFragment('#hide=noise.inside'), { run: null, hidden, unknown: [] });
  assert.deepEqual((await readFragment('#hide=course')).hidden, ['loss-chart'], 'a former name');
});

test('only known parts are hidden, and others are named', async () => {
  const { hidden, unknown } = await readFragment("#hide=noise.'x.] {}.inside");
  assert.deepEqual({ hidden, unknown }, { hidden: ['noise', 'inside'], unknown: ["'x", '] {}'] });
  assert.deepEqual(await readFragment('#hide='), { run: null, hidden: [], unknown: [] });
});

test('a run with weights is written to the address and read back', async () => {
  const run = {
    ...asRunFile(specOf()),
    step: 7,
    parameters: { layers: [{ name: 'output', weights: [[0.1]], biases: [1] }] },
  };
  assert.deepEqual((await readFragment(await writeFragment(run))).run, run);
});

test('a run with a thousand custom points is written to the address and read back', async () => {
  const inputs = Array.from({ length: 1000 }, (_, i) => [Math.sin(i), Math.cos(7 * i)]);
  const spec = { ...specOf(), data: { name: 'inline', inputs, targets: inputs.map(([x]) => [Number(x > 0)]) } };
  assert.deepEqual((await readFragment(await writeFragment(/** @type {any} */ (spec)))).run, spec);
});

test('an address without a fragment has no run', async () => {
  assert.deepEqual(await readFragment(''), { run: null, hidden: [], unknown: [] });
  assert.deepEqual(await readFragment('#layers-title'), { run: null, hidden: [], unknown: [] });
});

test('a truncated link is explained', async () => {
  const fragment = await writeFragment(specOf());
  await assert.rejects(readFragment(fragment.slice(0, fragment.length / 2)), {
    name: 'RangeError',
    message: /incomplete or was changed/,
  });
});

test('a changed letter is detected', async () => {
  const fragment = await writeFragment(specOf());
  const at = fragment.length - 12;
  const changed = fragment.slice(0, at) + (fragment[at] === 'A' ? 'B' : 'A') + fragment.slice(at + 1);
  await assert.rejects(readFragment(changed), RangeError);
});

test('links from a newer version, too long or with invalid letters are explained', async () => {
  await assert.rejects(readFragment('#run=2.abc'), { message: /version 2/ });
  await assert.rejects(readFragment(`#run=1.${'a'.repeat(70_000)}`), { message: /70007 characters/ });
  await assert.rejects(readFragment('#run=1.a b'), { message: /characters/ });
});
