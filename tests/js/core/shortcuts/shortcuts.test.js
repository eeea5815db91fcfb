import assert from 'node:assert/strict';
import { test } from 'node:test';

import { belongsToControl, labelOf, nameOf } from '../../../../static/js/core/shortcuts/keys.js';
import { Shortcuts } from '../../../../static/js/core/shortcuts/shortcuts.js';
import { Preferences } from '../../../../static/js/core/preferences/preferences.js';
import { createFakeStorage } from '../../fakes.js';

/** An element that matches the selectors which contain one of these words, and has focus by keyboard or not. */
class FakeElement {
  /**
   * @param {string} kind
   * @param {boolean} byKeyboard
   */
  constructor(kind, byKeyboard) {
    this.kind = kind;
    this.byKeyboard = byKeyboard;
  }

  /** @param {string} selector */
  matches(selector) {
    return selector === ':focus-visible' ? this.byKeyboard : selector.split(', ').includes(this.kind);
  }

  /** @param {string} selector */
  closest(selector) {
    return selector.split(', ').includes(this.kind) ? this : null;
  }
}
Object.assign(globalThis, { Element: FakeElement });

const PLAIN = { code: '', ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, isComposing: false };
const RADIO = 'input[type="radio"]';
const SLIDER = 'input[type="range"]';

/**
 * @param {Partial<KeyboardEvent> & {key: string}} press
 * @returns {any}
 */
function keyEvent(press) {
  const event = {
    ...PLAIN,
    target: null,
    repeat: false,
    consumed: 0,
    preventDefault: () => {
      event.consumed += 1;
    },
    stopPropagation() {},
    ...press,
  };
  return event;
}

function createShortcuts() {
  const storage = createFakeStorage();
  const preferences = new Preferences(() => storage);
  return { preferences, shortcuts: new Shortcuts(preferences) };
}

/**
 * Press and release a key; returns how often the event was consumed.
 *
 * @param {Shortcuts} shortcuts
 * @param {Partial<KeyboardEvent> & {key: string}} press
 */
function press(shortcuts, press) {
  const [down, up] = [keyEvent(press), keyEvent(press)];
  shortcuts.keyDown(down);
  shortcuts.keyUp(up);
  return down.consumed + up.consumed;
}

test('keys are named by character, place on the keyboard, and modifier', () => {
  const name = (/** @type {Partial<KeyboardEvent> & {key: string}} */ each) => nameOf({ ...PLAIN, ...each });
  assert.equal(name({ key: 'S' }), 's'); // caps lock
  assert.equal(name({ key: 'S', shiftKey: true }), null);
  assert.equal(name({ key: '?', shiftKey: true }), '?');
  assert.equal(name({ key: ' ', shiftKey: true }), null); // scrolls up
  assert.equal(name({ key: 'ArrowLeft', shiftKey: true }), null); // selects text
  assert.equal(name({ key: 'ArrowLeft', altKey: true }), null); // goes back in the browser
  assert.equal(name({ key: 'z', metaKey: true }), 'Mod+z');
  assert.equal(name({ key: 'ы', code: 'KeyS' }), 's');
  assert.equal(name({ key: 'é', code: 'Digit2' }), 'é');
  assert.equal(name({ key: 's', isComposing: true }), null);
  assert.equal(labelOf('Mod+z'), 'Ctrl or ⌘ Z');
});

test('a control keeps its own keys if the user came by keyboard, a text field always', () => {
  const belongs = (/** @type {string} */ kind, /** @type {string} */ key, byPointer = false, byKeyboard = true) =>
    belongsToControl(/** @type {any} */ (new FakeElement(kind, byKeyboard)), key, byPointer);
  assert.equal(belongs(RADIO, 'ArrowRight'), true);
  assert.equal(belongs(RADIO, 's'), false);
  assert.equal(belongs(RADIO, 'ArrowRight', true), false);
  assert.equal(belongs(RADIO, 'ArrowRight', false, false), false);
  assert.equal(belongs(SLIDER, 'ArrowLeft'), true);
  assert.equal(belongs(SLIDER, ' '), false);
  assert.equal(belongs('button', ' '), true);
  assert.equal(belongs('button', 'ArrowRight'), false);
  assert.equal(belongs('select', 's'), true);
  assert.equal(belongs('textarea', ' ', true, false), true);
  assert.equal(belongs('dialog', 's', true), true);
  assert.equal(belongsToControl(null, ' ', false), false);
});

test('space and arrows belong to the transport after a press, and to the control after Tab', () => {
  const { shortcuts } = createShortcuts();
  let played = 0;
  shortcuts.add('Training', [
    {
      keys: [' '],
      label: 'Play',
      act: () => {
        played += 1;
      },
    },
  ]);
  const target = /** @type {any} */ (new FakeElement('button', true));
  assert.equal(press(shortcuts, { key: ' ', target }), 0);
  shortcuts.press();
  assert.equal(press(shortcuts, { key: ' ', code: 'Space', target }), 2); // the release would press the button
  assert.equal(played, 1);
  press(shortcuts, { key: 'Tab' });
  assert.equal(press(shortcuts, { key: ' ', target }), 0);
  assert.equal(played, 1);
});

test('the group added last has precedence, until it is removed', () => {
  const { shortcuts } = createShortcuts();
  /** @type {string[]} */
  const acts = [];
  const named = (/** @type {string} */ label, /** @type {string[]} */ ...keys) => ({
    keys,
    label,
    act: () => void acts.push(label),
  });
  shortcuts.add('Training', [named('step', 'ArrowRight', 's'), named('play', ' ')]);
  const remove = shortcuts.add('View', [named('next', 'ArrowRight'), named('pause', ' ')]);
  for (const key of ['ArrowRight', 's', ' ']) press(shortcuts, { key });
  assert.deepEqual(acts, ['next', 'step', 'pause']);
  const listed = shortcuts.listed.value.map((group) => [group.title, group.shortcuts.map(({ keys }) => keys.join())]);
  assert.deepEqual(listed, [
    ['View', ['ArrowRight', ' ']],
    ['Training', ['s']],
  ]);
  remove();
  press(shortcuts, { key: ' ' });
  assert.equal(acts.at(-1), 'play');
});

test('a held key repeats steps only, and does not reach the page', () => {
  const { shortcuts } = createShortcuts();
  const count = { play: 0, step: 0 };
  shortcuts.add('Training', [
    {
      keys: [' '],
      label: 'Play',
      act: () => {
        count.play += 1;
      },
    },
    {
      keys: ['ArrowRight'],
      label: 'Step',
      act: () => {
        count.step += 1;
      },
      repeats: true,
    },
  ]);
  for (const repeat of [false, true, true]) {
    assert.ok(press(shortcuts, { key: ' ', repeat }) > 0);
    assert.ok(press(shortcuts, { key: 'ArrowRight', repeat }) > 0);
  }
  assert.deepEqual(count, { play: 1, step: 3 });
});

test('letters and symbols can be switched off, and stay off', () => {
  const { shortcuts, preferences } = createShortcuts();
  /** @type {string[]} */
  const acts = [];
  for (const key of ['s', '?', ' ', 'Mod+z'])
    shortcuts.add(key, [{ keys: [key], label: key, act: () => void acts.push(key) }]);
  shortcuts.setLetters(false);
  press(shortcuts, { key: 's' });
  press(shortcuts, { key: '?', shiftKey: true });
  press(shortcuts, { key: ' ' });
  press(shortcuts, { key: 'z', ctrlKey: true });
  assert.deepEqual(acts, [' ', 'Mod+z']);
  assert.equal(new Shortcuts(preferences).lettersAct.value, false);
  shortcuts.setLetters(true);
  assert.equal(new Shortcuts(preferences).lettersAct.value, true);
});

test('a shortcut that is not available leaves its key to the browser', () => {
  const { shortcuts } = createShortcuts();
  shortcuts.add('Training', [{ keys: [' '], label: 'Play', act: assert.fail, isAvailable: () => false }]);
  assert.equal(press(shortcuts, { key: ' ' }), 0);
});
