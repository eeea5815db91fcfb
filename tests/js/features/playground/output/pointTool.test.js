import assert from 'node:assert/strict';
import { test } from 'node:test';

import { createStore } from '../../../../../static/js/core/store.js';
import { PointTool } from '../../../../../static/js/features/playground/output/pointTool.js';
import { sessionOf } from '../../../state.js';

/**
 * @import {App} from '../../../../../static/js/core/app.js'
 * @import {SpecChange} from '../../../../../static/js/core/model.js'
 * @import {PointData} from '../../../../../static/js/protocol/types.d.ts'
 */

/** @type {PointData} two points that train */
const DATA = {
  data_version: 1,
  task: 'binary',
  classes: 2,
  train_size: 2,
  test_size: 0,
  inputs: [
    [0, 0],
    [1, 0],
  ],
  targets: [0, 1],
};

/** A tool that draws, over a session whose points are `data`. */
function drawing({ data = /** @type {PointData | null} */ (DATA) } = {}) {
  const store = createStore('light');
  store.dispatch({ type: 'session', session: sessionOf(), re: null });
  store.dispatch({ type: 'connection', phase: 'open' });
  store.dispatch({ type: 'look', look: { tool: 'draw' } });
  if (data) store.dispatch({ type: 'data', data });
  const sent = /** @type {SpecChange[]} */ ([]);
  const commands = { change: (/** @type {SpecChange} */ change) => sent.push(change) };
  const tool = new PointTool(/** @type {App} */ (/** @type {unknown} */ ({ store, commands })));
  const inputs = () => store.state.peek().data?.inputs;
  const sentInputs = () => sent.map(({ patch }) => /** @type {any} */ (patch).data.inputs);
  return { store, tool, sent, inputs, sentInputs };
}

test('a click adds a point, shows it at once and sends it on release', () => {
  const { tool, inputs, sent, sentInputs } = drawing();
  tool.press({ x1: 3, x2: 4 }, 'fine');
  assert.deepEqual(inputs(), [...DATA.inputs, [3, 4]]);
  assert.equal(sent.length, 0);
  tool.release();
  assert.deepEqual(sentInputs(), [[...DATA.inputs, [3, 4]]]);
});

test('points that arrive while the button is down do not take the new point away', () => {
  const { store, tool, inputs, sentInputs } = drawing();
  tool.press({ x1: 3, x2: 4 }, 'fine');
  store.dispatch({ type: 'data', data: { ...DATA, data_version: 2 } });
  tool.move({ x1: 3, x2: 5 });
  store.dispatch({ type: 'data', data: { ...DATA, data_version: 3 } });
  tool.release();
  assert.deepEqual(inputs(), [...DATA.inputs, [3, 5]]);
  assert.deepEqual(sentInputs(), [[...DATA.inputs, [3, 5]]]);
});

test('a change that is cancelled leaves the points as they were and sends nothing', () => {
  const { tool, inputs, sent } = drawing();
  tool.press({ x1: 3, x2: 4 }, 'fine');
  tool.cancel();
  tool.release();
  assert.deepEqual(inputs(), DATA.inputs);
  assert.equal(sent.length, 0);
});

test('a press that changes nothing sends nothing', () => {
  const { store, tool, sent } = drawing();
  store.dispatch({ type: 'look', look: { tool: 'erase' } });
  tool.press({ x1: -5, x2: -5 }, 'fine');
  tool.release();
  assert.equal(sent.length, 0);
});

test('nothing is drawn before the points have arrived', () => {
  const { tool, sent } = drawing({ data: null });
  tool.press({ x1: 3, x2: 4 }, 'fine');
  tool.release();
  assert.equal(sent.length, 0);
});

test('keys add at the cursor and erase the nearest point', () => {
  const { tool, sentInputs } = drawing();
  assert.equal(tool.key('Enter', { x1: 3, x2: 4 }), true);
  assert.equal(tool.key('Delete', { x1: 3, x2: 4 }), true);
  assert.equal(tool.key('a', { x1: 3, x2: 4 }), false);
  assert.deepEqual(sentInputs(), [[...DATA.inputs, [3, 4]], DATA.inputs]);
});
