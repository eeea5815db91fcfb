import assert from 'node:assert/strict';
import { test } from 'node:test';

import { SPEEDS } from '../../../../static/js/core/session/speeds.js';
import { SlowMotion } from '../../../../static/js/core/slowMotion/slowMotion.js';
import { createStore } from '../../../../static/js/core/store.js';
import { Problem } from '../../../../static/js/protocol/problem.js';
import { createFakeClock, settle } from '../../fakes.js';
import { DIVERGENCE, frameOf } from '../../state.js';
import { plainTrace } from '../../traces.js';

const slow = SPEEDS.findIndex(({ stages }) => stages === 1);
const fast = SPEEDS.findIndex(({ perSecond }) => perSecond === 60);

/** Slow motion of a 2-2-1 network, whose server is a counter of steps. */
function setUp() {
  const clock = createFakeClock();
  const store = createStore('light');
  const { session, trace } = plainTrace();
  /** @type {string[]} */
  const calls = [];
  const server = { step: trace.step, seconds: 0.001, fails: /** @type {Problem | null} */ (null) };
  const showFrame = () => store.dispatch({ type: 'frame', frame: frameOf({ step: server.step, layers: 2 }) });
  const rest = {
    async getTrace(/** @type {string} */ _, /** @type {any} */ request) {
      calls.push(`trace ${request.row} ${request.of}`);
      if (server.fails) throw server.fails;
      return { ...trace, step: server.step, of: request.of, batch: [4, 0, 2] };
    },
  };
  const live = {
    async advance() {
      calls.push('advance');
      if (server.seconds > 0) server.step += 1;
      showFrame();
      return server.seconds;
    },
  };
  const record =
    (/** @type {string} */ name) =>
    (/** @type {unknown[]} */ ...args) =>
      calls.push([name, ...args].join(' '));
  const commands = {
    setPlaying(/** @type {boolean} */ playing) {
      calls.push(`play ${playing}`);
      store.dispatch({ type: 'play', playing });
    },
    setSpeed(/** @type {number} */ speed) {
      store.dispatch({ type: 'look', look: { speed } });
    },
    step: record('step'),
    rewind: record('rewind'),
  };
  const motion = new SlowMotion(/** @type {any} */ ({ store, clock, rest, commands, run: { live } }));
  const replace = () =>
    store.dispatch({ type: 'session', session: { ...session, history_number: session.history_number + 1 }, re: null });
  store.dispatch({ type: 'connection', phase: 'open' });
  store.dispatch({ type: 'session', session, re: null });
  showFrame();
  /** Where the pass is: its phase and layer, or what there is instead. */
  const at = () => {
    const pass = motion.pass.peek();
    const { phase, layer } = pass?.stages[motion.index.peek()] ?? {};
    return pass ? `${phase} ${layer}` : store.state.peek().slowMotion;
  };
  const state = () => store.state.peek().slowMotion;
  const notice = () => store.state.peek().notice?.text ?? '';
  return { clock, store, session, motion, server, calls, showFrame, replace, at, state, notice };
}

/** The same, playing at its first stage. */
async function setUpPlaying() {
  const all = setUp();
  all.motion.setSpeed(slow);
  all.motion.togglePlaying();
  await all.clock.advance(0);
  assert.equal(all.at(), 'input -1');
  return all;
}

test('a sample of the next batch goes through every stage, then training takes its step', async () => {
  const { clock, calls, at, motion, server } = await setUpPlaying();
  const seen = [at()];
  for (let stage = 1; stage < 7; stage++) {
    await clock.advance(1000);
    seen.push(at());
  }
  const there = ['input -1', 'forward 0', 'forward 1', 'loss 1'];
  assert.deepEqual(seen, [...there, 'backward 1', 'backward 0', 'update 1']);
  assert.deepEqual(calls, ['trace 0 batch', 'trace 4 sample', 'advance']);
  assert.equal(motion.pass.peek()?.row, 4);
  await clock.advance(1000);
  assert.equal(at(), 'input -1');
  assert.equal(motion.pass.peek()?.trace.step, server.step);
  assert.equal(calls.length, 5);
});

test('pause stays at a stage, a step goes to the next, and play goes on from there', async () => {
  const { clock, at, state, motion } = await setUpPlaying();
  await clock.advance(1000);
  motion.togglePlaying();
  await clock.advance(10_000);
  assert.deepEqual([at(), state()], ['forward 0', 'paused']);
  motion.step('epoch');
  await clock.advance(10_000);
  assert.deepEqual([at(), state()], ['forward 1', 'paused']);
  motion.togglePlaying();
  await clock.advance(0);
  assert.deepEqual([at(), state()], ['loss 1', 'playing']);
  await clock.advance(1000);
  assert.equal(at(), 'backward 1');
});

test('a step back pauses at the stage before, and no training step is taken twice', async () => {
  const { clock, at, state, motion, calls } = await setUpPlaying();
  motion.back();
  assert.deepEqual([at(), state()], ['input -1', 'paused']);
  for (let stage = 1; stage < 7; stage++) {
    motion.step('epoch');
    await clock.advance(0);
  }
  assert.equal(at(), 'update 1');
  motion.back();
  assert.equal(at(), 'backward 0');
  motion.step('epoch');
  await clock.advance(10_000);
  assert.deepEqual([at(), state()], ['update 1', 'paused']);
  assert.equal(calls.filter((call) => call === 'advance').length, 1);
});

test('a first step shows the first stage and stays', async () => {
  const { clock, at, state, motion, calls } = setUp();
  motion.setSpeed(slow);
  motion.step('epoch');
  await clock.advance(5000);
  assert.deepEqual([at(), state()], ['input -1', 'paused']);
  assert.ok(!calls.includes('step epoch'));
});

test('another speed ends slow motion: playing goes on, paused stays paused', async () => {
  const { clock, motion, state, store, calls } = await setUpPlaying();
  motion.setSpeed(fast);
  assert.deepEqual([state(), store.state.peek().playing], ['off', true]);
  motion.setSpeed(slow);
  await clock.advance(0);
  assert.deepEqual([state(), store.state.peek().playing], ['playing', false]);
  motion.togglePlaying();
  motion.setSpeed(fast);
  assert.deepEqual([state(), store.state.peek().playing], ['off', false]);
  motion.step('epoch');
  assert.equal(calls.at(-1), 'step epoch');
});

test('a faster slow motion goes on with the same pass', async () => {
  const { clock, motion, at, calls } = await setUpPlaying();
  motion.setSpeed(SPEEDS.findIndex(({ stages }) => stages === 3));
  await clock.advance(1000);
  assert.equal(at(), 'loss 1');
  assert.equal(calls.filter((call) => call.startsWith('trace')).length, 2);
});

test('a change of the run in mid-stage starts the pass again, once changes have settled', async () => {
  const { clock, at, replace, showFrame, calls, motion } = await setUpPlaying();
  await clock.advance(2000);
  for (let change = 0; change < 5; change++) {
    replace();
    showFrame();
    assert.equal(motion.pass.peek(), null);
    await clock.advance(100);
  }
  await clock.advance(100);
  assert.equal(at(), 'input -1');
  assert.equal(calls.filter((call) => call === 'trace 0 batch').length, 2);
});

test('a step that another client trains starts the pass again, also while paused', async () => {
  const { clock, at, state, motion, server, showFrame } = await setUpPlaying();
  await clock.advance(1000);
  motion.setPlaying(false);
  server.step += 3;
  showFrame();
  await clock.advance(200);
  assert.deepEqual([at(), state(), motion.pass.peek()?.trace.step], ['input -1', 'paused', server.step]);
});

test('a client that plays ends slow motion', async () => {
  const { state, store } = await setUpPlaying();
  store.dispatch({ type: 'play', playing: true });
  assert.equal(state(), 'off');
});

test('a checkpoint that is shown ends slow motion, and play shows the present run first', async () => {
  const { clock, at, state, store, motion } = await setUpPlaying();
  store.dispatch({ type: 'checkpoint', step: 1 });
  assert.equal(state(), 'off');
  motion.togglePlaying();
  await clock.advance(0);
  assert.equal(store.state.peek().checkpoint, null);
  assert.equal(at(), 'input -1');
});

test('a lost connection in mid-stage waits, then goes on with a new pass', async () => {
  const { clock, at, state, store, replace, showFrame } = await setUpPlaying();
  await clock.advance(1000);
  store.dispatch({ type: 'connection', phase: 'lost' });
  await clock.advance(5000);
  assert.equal(at(), 'playing');
  replace();
  showFrame();
  store.dispatch({ type: 'connection', phase: 'open' });
  await clock.advance(200);
  assert.deepEqual([at(), state()], ['input -1', 'playing']);
});

test('a server that cannot answer is asked again, one that refuses says why', async () => {
  const { clock, at, state, server, motion, notice } = setUp();
  server.fails = new Problem(503, 'The server is busy');
  motion.setSpeed(slow);
  motion.togglePlaying();
  await clock.advance(100);
  assert.deepEqual([at(), notice()], ['playing', '']);
  server.fails = new Problem(422, 'Received 90,000 numbers of the pass, expected at most 50,000');
  await clock.advance(1000);
  assert.equal(state(), 'off');
  assert.match(notice(), /^This run cannot be shown in slow motion\. Received 90,000/);
});

test('a training step that is refused ends slow motion', async () => {
  const { clock, state, server } = await setUpPlaying();
  server.seconds = 0;
  await clock.advance(6000);
  assert.equal(state(), 'off');
});

test('a diverged run is refused with a word, and ends slow motion in mid-stage', async () => {
  const { clock, state, store, motion, notice } = await setUpPlaying();
  const status = {
    playing: false,
    unit: 'step',
    per_second: null,
    status: 'diverged',
    divergence: DIVERGENCE,
    re: null,
  };
  store.dispatch(/** @type {any} */ ({ type: 'status', ...status }));
  assert.equal(state(), 'off');
  motion.togglePlaying();
  await clock.advance(1000);
  assert.equal(state(), 'off');
  assert.match(notice(), /^The training diverged\. Lower the learning rate/);
});

test('a hidden page stays at its stage', async () => {
  const { clock, at, motion } = await setUpPlaying();
  motion.hold(true);
  await clock.advance(60_000);
  assert.equal(at(), 'input -1');
  motion.hold(false);
  await clock.advance(1000);
  assert.equal(at(), 'forward 0');
});

test('a pass of weights that the page does not show yet is traced again', async () => {
  const { clock, at, motion, server, showFrame } = setUp();
  server.step += 1; // the frame of this step is on its way
  motion.setSpeed(slow);
  motion.togglePlaying();
  await clock.advance(100);
  assert.equal(at(), 'playing');
  showFrame();
  await settle();
  await clock.advance(200);
  assert.equal(at(), 'input -1');
});
