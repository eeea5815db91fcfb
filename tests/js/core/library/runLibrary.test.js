import assert from 'node:assert/strict';
import { test } from 'node:test';

import { RunDatabaseError } from '../../../../static/js/core/library/runDatabase.js';
import { RunLibrary } from '../../../../static/js/core/library/runLibrary.js';
import { createStore } from '../../../../static/js/core/store.js';
import { createFakeEnvironment, settle } from '../../fakes.js';
import { frameOf, sessionOf, specOf } from '../../state.js';

/** @import {SavedRun} from '../../../../static/js/core/library/runs.js' */

class FakeDatabase {
  /** @type {Map<string, SavedRun>} */
  runs = new Map();
  isFull = false;
  onChange = () => {};

  listen(/** @type {() => void} */ onChange) {
    this.onChange = onChange;
  }
  async all() {
    return [...this.runs.values()].sort((a, b) => b.time - a.time);
  }
  async put(/** @type {SavedRun} */ run) {
    if (this.isFull) throw new RunDatabaseError('The storage is full.');
    this.runs.set(run.key, run);
  }
  async delete(/** @type {string} */ key) {
    this.runs.delete(key);
  }
}

function setUp() {
  const fakes = createFakeEnvironment('http://localhost/history?compare=a:0');
  const store = createStore('light');
  const database = new FakeDatabase();
  const library = new RunLibrary(store, fakes.environment, database);
  /** @param {number} step */
  const train = (step) => store.dispatch({ type: 'frame', frame: frameOf({ step }) });
  /** @param {Parameters<typeof sessionOf>[0]} about */
  const follow = (about) => store.dispatch({ type: 'session', session: sessionOf(about), re: null });
  const saved = () => [...database.runs.values()].map(({ key, step }) => `${key} ${step}`);
  library.watch();
  return { ...fakes, store, database, library, train, follow, saved };
}

test('a run is saved once training pauses, not while it plays', async () => {
  const { follow, train, clock, saved, store } = setUp();
  follow({ playing: true });
  train(1);
  await clock.advance(10_000);
  assert.deepEqual(saved(), []);
  store.dispatch({ type: 'play', playing: false });
  train(2);
  await clock.advance(299);
  assert.deepEqual(saved(), []);
  await clock.advance(1);
  assert.deepEqual(saved(), ['a:0 2']);
});

test('a run that this page did not train is not saved', async () => {
  const { follow, train, clock, saved } = setUp();
  follow({ step: 5 });
  train(5);
  await clock.advance(1000);
  assert.deepEqual(saved(), []);
});

test('a trained run is saved before another takes its place', async () => {
  const { follow, train, saved } = setUp();
  follow({ playing: true });
  train(3);
  follow({ historyNumber: 1, playing: true });
  await settle();
  assert.deepEqual(saved(), ['a:0 3']);
});

test('a change of settings during training is noted', async () => {
  const { follow, train, clock, database } = setUp();
  follow({});
  train(1);
  follow({ step: 1, spec: { ...specOf(), batch_size: 5 } });
  train(2);
  await clock.advance(300);
  assert.equal(database.runs.get('a:0')?.wasChanged, true);
});

test('a run saved by hand is exact and pinned, and stays so when later steps are saved', async () => {
  const { follow, train, library, server, database } = setUp();
  follow({});
  train(2);
  server.answers.getRun = () => ({ step: 2, state: 'everything' });
  await library.save();
  const run = /** @type {any} */ (database.runs.get('a:0'));
  assert.deepEqual([run.isPinned, run.file.state], [true, 'everything']);
  server.isDown = true; // without an answer a run has the weights alone
  await library.save();
  assert.equal(/** @type {any} */ (database.runs.get('a:0')).file.state, 'everything');
  assert.equal(/** @type {any} */ (database.runs.get('a:0 later')).file, null);
});

test('a full storage is a problem, until something can be saved again', async () => {
  const { follow, train, clock, library, database } = setUp();
  database.isFull = true;
  follow({});
  train(1);
  await clock.advance(300);
  assert.equal(library.problem.peek(), 'The storage is full.');
  database.isFull = false;
  train(2);
  await clock.advance(300);
  assert.equal(library.problem.peek(), '');
});

test('a run that is too large is saved without its weights, or not at all', async () => {
  const { follow, train, library, clock } = setUp();
  const inputs = Array.from({ length: 2_000 }, () => new Array(1000).fill(0));
  follow({ spec: /** @type {any} */ ({ ...specOf(), data: { name: 'inline', inputs, targets: [] } }) });
  train(1);
  await clock.advance(300);
  assert.match(library.problem.peek(), /too much data/);
});

test('the list follows changes of this window and of others', async () => {
  const { library, database, follow, train, clock } = setUp();
  await library.list();
  assert.deepEqual(library.runs.peek(), []);
  follow({});
  train(1);
  await clock.advance(300);
  const [run] = library.runs.peek() ?? [];
  await Promise.all([library.change(run.key, { name: 'Mine' }), library.change(run.key, { isPinned: true })]);
  assert.equal(library.runs.peek()?.[0].name, 'Mine');
  assert.equal(library.runs.peek()?.[0].isPinned, true);
  database.runs.clear();
  database.onChange();
  await settle();
  assert.deepEqual(library.runs.peek(), []);
  await library.change(run.key, { name: 'Deleted' });
  assert.deepEqual(library.runs.peek(), []);
});

test('the newest six compared runs are stored in the address', () => {
  const { library, environment } = setUp();
  assert.deepEqual(library.compared.peek(), ['a:0']);
  for (let run = 1; run <= 6; run++) library.compare(`a:${run}`, true);
  library.compare('a:3', false);
  assert.equal(environment.choices.read().compare, 'a:1,a:2,a:4,a:5,a:6');
});
