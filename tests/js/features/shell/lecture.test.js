import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Shortcuts } from '../../../../static/js/core/shortcuts/shortcuts.js';
import { createStore } from '../../../../static/js/core/store.js';
import { Lecture } from '../../../../static/js/features/shell/lecture/lecture.js';
import { createFakeEnvironment, settle } from '../../fakes.js';

class FakeElement {}
Object.assign(globalThis, { HTMLElement: FakeElement });

/**
 * @param {string} href
 * @param {{allowed?: boolean, wasFull?: boolean}} [options] whether the browser allows the full screen, and whether the
 *   page before was on it
 */
function setUp(href, { allowed = true, wasFull = false } = {}) {
  const { environment, tabStorage, clock } = createFakeEnvironment(href);
  tabStorage.setItem('backprop-full-screen', String(wasFull));
  const store = createStore('light');
  const shortcuts = new Shortcuts(environment.preferences);
  /** @type {Record<string, () => void>} */
  const listeners = {};
  const focused = Object.assign(new FakeElement(), { isConnected: true, focused: 0, focus: () => focused.focused++ });
  const stage = {
    fullscreenElement: /** @type {unknown} */ (null),
    activeElement: focused,
    open: /** @type {unknown} */ (null),
    documentElement: {
      dataset: /** @type {Record<string, string>} */ ({}),
      requestFullscreen: async () => {
        if (!allowed) throw new TypeError('not allowed');
        stage.fullscreenElement = stage.documentElement;
        listeners.fullscreenchange();
      },
    },
    exitFullscreen() {
      stage.fullscreenElement = null;
      listeners.fullscreenchange();
    },
    querySelector: () => stage.open,
    addEventListener: (/** @type {string} */ name, /** @type {() => void} */ listener) => {
      listeners[name] = listener;
    },
  };
  const app = /** @type {any} */ ({ ...environment, store, shortcuts });
  const lecture = new Lecture(app, /** @type {any} */ (stage));
  lecture.start();
  const marks = stage.documentElement.dataset;
  return { lecture, stage, marks, shortcuts, environment, tabStorage, clock, store, listeners, focused };
}

test('L enters lecture mode on the full screen and leaves it, with the focus where it was', async () => {
  const { shortcuts, stage, marks, environment, focused } = setUp('http://localhost/#run=1.abc');
  assert.equal(marks.lecture, 'false');
  shortcuts.run('l');
  await settle();
  assert.equal(marks.lecture, 'true');
  assert.equal(stage.fullscreenElement, stage.documentElement);
  assert.equal(environment.location.href, 'http://localhost/?lecture=on#run=1.abc');
  shortcuts.run('l');
  assert.equal(marks.lecture, 'false');
  assert.equal(stage.fullscreenElement, null);
  assert.equal(environment.location.href, 'http://localhost/#run=1.abc');
  assert.equal(focused.focused, 1);
});

test('leaving the full screen leaves lecture mode', async () => {
  const { shortcuts, stage, marks } = setUp('http://localhost/');
  shortcuts.run('l');
  await settle();
  stage.exitFullscreen();
  assert.equal(marks.lecture, 'false');
});

test('lecture mode works where the full screen is refused', async () => {
  const { shortcuts, stage, marks } = setUp('http://localhost/', { allowed: false });
  shortcuts.run('l');
  await settle();
  assert.equal(stage.fullscreenElement, null);
  assert.equal(marks.lecture, 'true');
});

test('an address opens lecture mode, on the full screen again once something is pressed', async () => {
  const link = setUp('http://localhost/flow?lecture');
  assert.equal(link.marks.lecture, 'true');
  assert.equal(link.listeners.pointerup, undefined);
  const { stage, listeners } = setUp('http://localhost/flow?lecture', { wasFull: true });
  assert.equal(stage.fullscreenElement, null);
  listeners.keyup();
  await settle();
  assert.equal(stage.fullscreenElement, stage.documentElement);
});

test('a presenter steps, blackens the screen and shows the numbers; Escape goes back one by one', () => {
  const { shortcuts, marks, lecture, stage } = setUp('http://localhost/?lecture', { allowed: false });
  let steps = 0;
  shortcuts.add('Training', [{ keys: ['ArrowRight'], label: 'Step', act: () => void steps++ }]);
  shortcuts.run('PageDown');
  assert.equal(steps, 1);
  assert.equal(marks.veiled, 'true');
  shortcuts.run('n');
  assert.equal(marks.veiled, 'false');
  shortcuts.run('b');
  assert.equal(lecture.isBlack.value, true);
  shortcuts.run('Escape');
  assert.equal(lecture.isBlack.value, false);
  assert.equal(marks.lecture, 'true');
  stage.open = {}; // a card, which closes first
  shortcuts.run('Escape');
  assert.equal(marks.lecture, 'true');
  stage.open = null;
  shortcuts.run('Escape');
  assert.equal(marks.lecture, 'false');
  shortcuts.run('b');
  assert.equal(lecture.isBlack.value, false);
});

test('the bars show while the pointer moves near them', async () => {
  const { lecture, marks, clock } = setUp('http://localhost/?lecture');
  lecture.wake(0.2);
  assert.deepEqual([marks.idle, marks.bars], ['false', 'false']);
  lecture.wake(0.9);
  assert.deepEqual([marks.idle, marks.bars], ['false', 'true']);
  await clock.advance(3000);
  assert.deepEqual([marks.idle, marks.bars], ['true', 'false']);
});
