import assert from 'node:assert/strict';
import { test } from 'node:test';

import { signal } from '@preact/signals';

import { DEFAULT_SPEED, SPEEDS } from '../../../../../static/js/core/session/speeds.js';
import { createStore } from '../../../../../static/js/core/store.js';
import {
  Introduction,
  STORY,
  opensWithIntroduction,
} from '../../../../../static/js/features/playground/introduction/introduction.js';
import { createFakeClock, createFakeEnvironment, settle } from '../../../fakes.js';
import { frameOf, sessionOf } from '../../../state.js';

/** An introduction to a run at a step, whose slow motion is moved by hand. */
function setUp(step = 0) {
  const clock = createFakeClock();
  const store = createStore('light');
  /** @type {string[]} */
  const calls = [];
  const showFrame = (/** @type {number} */ at) => store.dispatch({ type: 'frame', frame: frameOf({ step: at }) });
  const pass = signal(/** @type {any} */ (null));
  const slowMotion = {
    pass,
    setSpeed(/** @type {number} */ speed) {
      calls.push(SPEEDS[speed].label);
      store.dispatch({ type: 'look', look: { speed } });
      store.dispatch({ type: 'slowMotion', state: SPEEDS[speed].stages ? 'playing' : 'off' });
      store.dispatch({ type: 'play', playing: !SPEEDS[speed].stages && speed !== DEFAULT_SPEED });
    },
    setPlaying(/** @type {boolean} */ playing) {
      calls.push(`play ${playing}`);
    },
    rewind: () => void calls.push('rewind'),
  };
  const introduction = new Introduction(/** @type {any} */ ({ store, clock, slowMotion }));
  const open = () => {
    store.dispatch({ type: 'connection', phase: 'open' });
    store.dispatch({ type: 'session', session: sessionOf(), re: null });
    showFrame(step);
  };
  /** Let an example go through all stages. */
  const finishPass = async (/** @type {number} */ at) => {
    showFrame(at);
    pass.value = { trace: { step: at } };
    await settle();
  };
  return { clock, store, calls, introduction, open, finishPass };
}

test('it plays an example in slow motion, then faster and faster, and rests where it began', async () => {
  const { clock, calls, introduction, open, finishPass } = setUp();
  introduction.play();
  await settle();
  assert.deepEqual(calls, [], 'it waits for the network');
  open();
  await settle();
  assert.deepEqual(calls, ['1 stage a second', 'play true']);
  assert.equal(introduction.sentence('backward'), STORY.backward);
  await finishPass(1);
  assert.equal(calls.at(-1), '3 stages a second');
  assert.match(introduction.sentence('backward'), /next example/);
  await finishPass(2);
  assert.equal(calls.at(-1), '10 batches a second');
  await clock.advance(60_000);
  assert.equal(introduction.phase.peek(), 'done');
  const fast = ['10 batches a second', '10 epochs a second', '60 epochs a second'];
  assert.deepEqual(calls.slice(-5, -2), fast);
  assert.deepEqual(calls.slice(-2), [SPEEDS[DEFAULT_SPEED].label, 'rewind']);
  introduction.end();
  assert.equal(introduction.phase.peek(), 'off');
});

test('it ends at once, whatever it waits for', async () => {
  for (const passes of [-1, 0, 1, 2]) {
    const { clock, calls, introduction, open, finishPass } = setUp();
    introduction.play();
    if (passes >= 0) open();
    await settle();
    for (let at = 1; at <= passes; at++) await finishPass(at);
    introduction.end();
    assert.equal(introduction.phase.peek(), 'off');
    const { length } = calls;
    assert.equal(calls.includes('rewind'), passes > 0);
    await clock.advance(60_000);
    await finishPass(9);
    assert.equal(calls.length, length, 'nothing happens after that');
  }
});

test('a run that has trained before keeps its weights', async () => {
  const { introduction, open, finishPass, calls } = setUp(40);
  introduction.play();
  open();
  await settle();
  await finishPass(41);
  introduction.end();
  assert.ok(!calls.includes('rewind'));
});

test('it ends if slow motion does, for example because the run cannot be traced', async () => {
  const { introduction, open, store } = setUp();
  introduction.play();
  open();
  await settle();
  store.dispatch({ type: 'slowMotion', state: 'off' });
  await settle();
  assert.equal(introduction.phase.peek(), 'off');
});

test('only a first visit without a run opens with it, unless it is asked for', () => {
  const opens = (/** @type {string} */ href, calm = false, before = false) => {
    const { environment } = createFakeEnvironment(href);
    if (before) environment.preferences.keep('visited', 'yes');
    const isShown = opensWithIntroduction(environment, calm);
    return { isShown, again: opensWithIntroduction(environment, calm), href: environment.location.href };
  };
  assert.deepEqual(opens('http://localhost/'), { isShown: true, again: false, href: 'http://localhost/' });
  assert.equal(opens('http://localhost/', false, true).isShown, false);
  assert.equal(opens('http://localhost/', true).isShown, false);
  assert.equal(opens('http://localhost/?lecture').isShown, false);
  assert.equal(opens('http://localhost/#run=1.abc').isShown, false);
  const asked = opens('http://localhost/?intro&x=1#run=1.abc', true, true);
  assert.deepEqual(asked, { isShown: true, again: false, href: 'http://localhost/?x=1#run=1.abc' });
});
