/**
 * @import {Needs} from '../../../../static/js/core/session/needs.js'
 * @import {SessionInfo} from '../../../../static/js/protocol/model.js'
 * @import {FakeServer} from '../../fakeServer.js'
 */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Live } from '../../../../static/js/core/session/live.js';
import { DRAWING, METRICS } from '../../../../static/js/core/session/needs.js';
import { RetryingClient } from '../../../../static/js/core/session/retryingClient.js';
import { createStore } from '../../../../static/js/core/store.js';
import { createFakeEnvironment, settle } from '../../fakes.js';
import { encodeFrame } from '../../frames.js';
import { frameOf } from '../../state.js';

/** @param {Needs} [needs] */
function setUp(needs = DRAWING) {
  const fakes = createFakeEnvironment();
  const store = createStore('light');
  let gone = 0;
  const onGone = () => void gone++;
  const retrying = new RetryingClient(store, fakes.environment);
  const live = new Live(store, fakes.ticker, fakes.environment, retrying, { needs, onGone });
  return { ...fakes, store, live, timesGone: () => gone };
}

async function setUpConnected() {
  const all = setUp();
  const { id } = all.server.add({ units: [3] });
  all.live.connect(id);
  await all.server.accept();
  const stream = () => all.server.streamOf(id);
  /** @param {string} type */
  const sent = (type) => /** @type {any[]} */ (stream().sent.filter((command) => command.type === type));
  return { ...all, id, stream, sent };
}

/**
 * A session with other data.
 *
 * @param {FakeServer} server
 * @param {string} id
 * @param {number} version
 */
function changed(server, id, version) {
  const session = /** @type {SessionInfo} */ (server.sessions.get(id));
  const data = { .../** @type {any} */ (session.spec.data), seed: version };
  return { ...session, data_version: version, spec: { ...session.spec, data } };
}

/** @param {number} step */
function encodedFrame(step) {
  const { outputMaps, neuronMaps, parameters, gradients, histograms, bins, ...header } = frameOf({ step, layers: 2 });
  return encodeFrame(header);
}

test('a connection asks for its view, takes the session and fetches its data', async () => {
  const { store, sent, stream, server, id } = await setUpConnected();
  const { connection, session, data } = store.state.peek();
  assert.equal(connection.phase, 'open');
  assert.equal(session?.id, id);
  assert.deepEqual(/** @type {any} */ (data), { of: id });
  assert.deepEqual(stream().view, DRAWING.frame(store.state.peek()));
  assert.deepEqual(sent('view'), []);
  assert.deepEqual(server.requests, [`getData ${id}`]); // a run at its start has no history
});

test('a frame is acknowledged once it is in the store', async () => {
  const { store, stream, sent } = await setUpConnected();
  stream().handlers.onFrame(encodedFrame(7));
  stream().handlers.onFrame(encodedFrame(8));
  assert.equal(sent('ack').length, 0);
  await settle();
  assert.deepEqual(
    sent('ack').map(({ frame }) => frame),
    [7, 8],
  );
  assert.equal(store.state.peek().frame?.step, 8);
});

test('frames that arrived before a change of the session are shown before it', async () => {
  const { store, stream, server, id } = await setUpConnected();
  stream().handlers.onFrame(encodedFrame(7));
  const session = { ...server.sessions.get(id), history_number: 1 };
  stream().tell({ type: 'session', re: null, ...session });
  assert.equal(store.state.peek().live, null, 'the frame is of the run before');
  await settle();
  assert.equal(store.state.peek().live, null);
});

test('a lost connection is opened again, and playing resumes', async () => {
  const { store, stream, server, clock, live, sent } = await setUpConnected();
  live.commands.setPlaying(true);
  await settle();
  const first = stream();
  first.lose();
  assert.equal(store.state.peek().connection.phase, 'lost');
  await clock.advance(400);
  await server.accept();
  assert.notEqual(stream(), first);
  assert.equal(store.state.peek().connection.phase, 'open');
  assert.equal(sent('play').length, 1);
});

test('edits that were not confirmed are sent again after a lost connection', async () => {
  const { stream, server, clock, live, sent } = await setUpConnected();
  stream().lose();
  live.commands.change({ patch: { optimizer: { learning_rate: 0.5 } }, reset: false });
  await clock.advance(400);
  await server.accept();
  assert.deepEqual(
    sent('set').map(({ patch }) => patch),
    [{ optimizer: { learning_rate: 0.5 } }],
  );
});

test('edits in quick succession are sent as one, before the next command', async () => {
  const { clock, live, sent, stream } = await setUpConnected();
  live.commands.change({ patch: { batch_size: 5 }, reset: false });
  live.commands.change({ patch: { shuffle: false }, reset: false });
  assert.equal(sent('set').length, 0);
  live.commands.step('step');
  assert.deepEqual(
    stream()
      .sent.slice(-2)
      .map(({ type }) => type),
    ['set', 'step'],
  );
  assert.deepEqual(sent('set')[0].patch, { batch_size: 5, shuffle: false });
  await clock.advance(100);
  assert.equal(sent('set').length, 1);
});

test('a refused edit is taken back, and the data of the server are shown again', async () => {
  const { store, stream, server, live, sent, clock, id } = await setUpConnected();
  live.commands.change({ patch: { batch_size: 0 }, reset: false });
  await clock.advance(40);
  const problem = { status: 422, title: 'Invalid spec', detail: 'batch_size must be positive', remedy: 'Choose 1' };
  store.dispatch({ type: 'data', data: /** @type {any} */ ({ of: 'points that were drawn' }) });
  server.requests.length = 0;
  stream().tell({ type: 'error', re: sent('set')[0].id, problem });
  await settle();
  const { pending, spec, notice } = store.state.peek();
  assert.deepEqual([pending, spec?.batch_size], [[], 10]);
  assert.equal(notice?.text, 'Invalid spec. batch_size must be positive. Choose 1.');
  assert.deepEqual(/** @type {any} */ (store.state.peek().data), { of: id });
  assert.deepEqual(server.requests, [], 'the answer is still here');
});

test('a view that shows no samples does not fetch them', async () => {
  const { server, live, store } = setUp(METRICS);
  const { id } = server.add({ units: [3] });
  live.connect(id);
  await server.accept();
  assert.equal(store.state.peek().connection.phase, 'open');
  assert.deepEqual(server.requests, []);
});

test('a promise of training is fulfilled by its answer, a refusal or a lost connection', async () => {
  const { stream, live, sent } = await setUpConnected();
  const done = live.advance(5, 'step');
  const refused = live.advance(6, 'step');
  const lost = live.advance(7, 'step');
  const [first, second] = sent('step');
  const problem = { status: 409, title: 'Diverged' };
  const status = { playing: false, status: 'ready', message: null, divergence: null, unit: 'step', per_second: null };
  stream().tell({ type: 'error', re: second.id, problem });
  stream().tell({ type: 'status', ...status, re: first.id, seconds: 0.25 });
  stream().lose();
  assert.deepEqual(await Promise.all([done, refused, lost]), [0.25, 0, 0]);
  assert.equal(await live.advance(1, 'step'), 0, 'nothing can be sent');
});

test('a deleted session is reported once, by its stream or by a failed connection', async () => {
  const { server, stream, clock, timesGone, id, store } = await setUpConnected();
  await server.forget(id);
  assert.equal(timesGone(), 1);
  assert.equal(store.state.peek().connection.phase, 'lost');
  await clock.advance(60_000);
  assert.equal(timesGone(), 1);

  const other = await setUpConnected();
  other.server.sessions.clear();
  other.stream().lose(1006); // as a proxy would
  await other.clock.advance(400);
  assert.equal(other.timesGone(), 1);
  void stream;
});

test('a server that cannot be reached is tried again and again', async () => {
  const { server, stream, clock, timesGone, store } = await setUpConnected();
  server.isDown = true;
  stream().lose();
  await clock.advance(60_000);
  assert.equal(store.state.peek().connection.phase, 'lost');
  server.isDown = false;
  await clock.advance(8000);
  await server.accept();
  assert.equal(store.state.peek().connection.phase, 'open');
  assert.equal(timesGone(), 0);
});

test('of data that arrive out of order, those of the newest version stay', async () => {
  const { server, store, stream, id } = await setUpConnected();
  /** @type {((data: any) => void)[]} */
  const answer = [];
  server.answers.getData = () => new Promise((resolve) => answer.push(resolve));
  for (const version of [2, 3]) stream().tell({ type: 'session', re: null, ...changed(server, id, version) });
  answer[1]({ of: 'version 3' });
  await settle();
  answer[0]({ of: 'version 2' });
  await settle();
  assert.deepEqual(/** @type {any} */ (store.state.peek().data), { of: 'version 3' });
});

test('data that arrive while newer data are edited do not replace them', async () => {
  const { server, store, stream, live, id, clock, sent } = await setUpConnected();
  let answer = (/** @type {any} */ _data) => {};
  server.answers.getData = () => new Promise((resolve) => (answer = resolve));
  stream().tell({ type: 'session', re: null, ...changed(server, id, 2) });
  live.commands.change({ patch: { data: { inputs: [[1, 2]] } }, reset: false });
  answer({ of: 'version 2' });
  await clock.advance(40);
  assert.deepEqual(/** @type {any} */ (store.state.peek().data), { of: id });
  stream().tell({ type: 'session', ...changed(server, id, 3), re: sent('set')[0].id });
  answer({ of: 'version 3' });
  await settle();
  assert.deepEqual(/** @type {any} */ (store.state.peek().data), { of: 'version 3' });
});

test('another session takes the place of the present one, whose answers are ignored', async () => {
  const { server, live, store, stream } = await setUpConnected();
  const first = stream();
  const { id } = server.add({ units: [5] });
  live.connect(id);
  await server.accept();
  assert.ok(first.isClosed);
  assert.equal(store.state.peek().session?.id, id);
});

test('a session is ended once its requests are answered', async () => {
  const { live, stream } = await setUpConnected();
  let answer = () => {};
  live.ask(new Promise((/** @type {(value: void) => void} */ resolve) => (answer = resolve)));
  let isEnded = false;
  live.end().then(() => (isEnded = true));
  await settle();
  assert.equal(isEnded, false);
  assert.ok(stream().isClosed);
  answer();
  await settle();
  assert.equal(isEnded, true);
});
