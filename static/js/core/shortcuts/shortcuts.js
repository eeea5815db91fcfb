/**
 * Shortcuts of the page. Each is defined once, where its action is: the same entry is listed for the user and acts on
 * its keys. Groups that are added later have precedence, so a view can give a key its own meaning.
 *
 * @import {Preferences} from '../preferences/preferences.js'
 *
 * @typedef {object} Shortcut
 * @property {string[]} keys names of keys as in keys.js; each does the same
 * @property {string} label what it does
 * @property {() => void} act
 * @property {() => boolean} [isAvailable] if false, the key keeps the browser's meaning
 * @property {boolean} [repeats] whether it acts again and again while the key is held
 *
 * @typedef {{title: string, shortcuts: Shortcut[]}} ShortcutGroup
 */

import { computed, signal } from '@preact/signals';

import { belongsToControl, isCharacter, nameOf } from './keys.js';

const LETTERS = 'letters'; // the preference

export class Shortcuts {
  #preferences;
  /** whether mouse or finger have pressed something since the last Tab */
  #byPointer = false;
  /** Codes of the held keys that have acted: their release does nothing else. @type {Set<string>} */
  #held = new Set();

  groups = signal(/** @type {ShortcutGroup[]} */ ([]));

  /** Groups with the keys that act now, those with precedence first. */
  listed = computed(() => {
    const taken = new Set();
    const groups = [...this.groups.value].reverse().map(({ title, shortcuts }) => {
      const own = shortcuts.map((each) => ({ ...each, keys: each.keys.filter((key) => !taken.has(key)) }));
      for (const key of shortcuts.flatMap(({ keys }) => keys)) taken.add(key);
      return { title, shortcuts: own.filter(({ keys }) => keys.length > 0) };
    });
    return groups.filter(({ shortcuts }) => shortcuts.length > 0);
  });

  /** @param {Preferences} preferences */
  constructor(preferences) {
    this.#preferences = preferences;
    /** whether single letters and symbols are shortcuts */
    this.lettersAct = signal(preferences.read(LETTERS) !== 'off');
  }

  /**
   * Add a group of shortcuts; returns a function that removes it.
   *
   * @param {string} title
   * @param {Shortcut[]} shortcuts
   */
  add(title, shortcuts) {
    const group = { title, shortcuts };
    this.groups.value = [...this.groups.peek(), group];
    return () => {
      this.groups.value = this.groups.peek().filter((other) => other !== group);
    };
  }

  /**
   * Switch single letters and symbols on or off.
   *
   * @param {boolean} act
   */
  setLetters(act) {
    this.lettersAct.value = act;
    this.#preferences.keep(LETTERS, act ? null : 'off');
  }

  /**
   * Listen to the keys of a page, before its controls do.
   *
   * @param {Pick<Window, 'addEventListener'>} page
   */
  listen(page) {
    page.addEventListener('pointerdown', () => this.press(), true);
    page.addEventListener('keydown', (event) => this.keyDown(event), true);
    page.addEventListener('keyup', (event) => this.keyUp(event), true);
  }

  /**
   * Do what a key does now.
   *
   * @param {string} name of the key
   */
  run(name) {
    const shortcut = this.#shortcutOf(name);
    if (shortcut?.isAvailable?.() ?? true) shortcut?.act();
  }

  /** Something was pressed with mouse or finger. */
  press() {
    this.#byPointer = true;
  }

  /** @param {KeyboardEvent} event */
  keyDown(event) {
    if (event.key === 'Tab') this.#byPointer = false;
    const shortcut = this.#find(event);
    if (!shortcut) return;
    event.preventDefault();
    event.stopPropagation();
    this.#held.add(event.code);
    if (!event.repeat || shortcut.repeats) shortcut.act();
  }

  /** A button that has the focus acts when its key is released. @param {KeyboardEvent} event */
  keyUp(event) {
    if (this.#held.delete(event.code)) event.preventDefault();
  }

  /** @param {string} name of the key */
  #shortcutOf(name) {
    const shortcuts = this.groups.peek().flatMap((group) => group.shortcuts);
    return shortcuts.findLast(({ keys }) => keys.includes(name));
  }

  /** @param {KeyboardEvent} event */
  #find(event) {
    const name = nameOf(event);
    if (name === null || (isCharacter(name) && !this.lettersAct.peek())) return undefined;
    const shortcut = this.#shortcutOf(name);
    const acts = shortcut?.isAvailable?.() ?? true;
    return acts && !belongsToControl(event.target, name, this.#byPointer) ? shortcut : undefined;
  }
}
