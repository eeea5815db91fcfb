import assert from 'node:assert/strict';
import { test } from 'node:test';

import { createFakeEnvironment } from '../../fakes.js';

test('choices are stored in the query, and the run in the fragment stays', () => {
  const { environment } = createFakeEnvironment('http://localhost/race?loss=test#run=1.abc');
  environment.choices.keep({ scale: 'log', loss: null });
  assert.equal(environment.location.href, 'http://localhost/race?scale=log#run=1.abc');
  assert.deepEqual(environment.choices.read(), { scale: 'log' });
  environment.choices.keep({ scale: null });
  assert.equal(environment.location.href, 'http://localhost/race#run=1.abc');
});

test('a link to another view has the choices last made there, and the run of this view', () => {
  const { environment, tabStorage } = createFakeEnvironment('http://localhost/race#run=1.abc');
  assert.equal(environment.choices.addressOf('/flow'), '/flow#run=1.abc');
  tabStorage.setItem('backprop-choices:/flow', '?lab=depth');
  assert.equal(environment.choices.addressOf('/flow'), '/flow?lab=depth#run=1.abc');
});

test('lecture mode goes along to every view, and ends with this one', () => {
  const { environment, tabStorage } = createFakeEnvironment('http://localhost/race?lecture=on&loss=test#run=1.abc');
  tabStorage.setItem('backprop-choices:/flow', '?lab=depth');
  assert.equal(environment.choices.addressOf('/flow'), '/flow?lab=depth&lecture=on#run=1.abc');
  assert.equal(environment.choices.addressOf('/history', '?show=runs'), '/history?show=runs&lecture=on#run=1.abc');
  environment.choices.keep({ lecture: null });
  tabStorage.setItem('backprop-choices:/flow', '?lab=depth&lecture=on');
  assert.equal(environment.choices.addressOf('/flow'), '/flow?lab=depth#run=1.abc');
});
