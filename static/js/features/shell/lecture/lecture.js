/**
 * Lecture mode: the view alone, large, on the whole screen, driven by the keys of a presenter. It is part of the
 * address, so it lasts through a reload, goes along to other views, and can be linked. Its style sheet is lecture.css.
 *
 * @import {App} from '../../../core/app.js'
 * @import {Shortcut} from '../../../core/shortcuts/shortcuts.js'
 *
 * @typedef {Pick<Document, 'documentElement' | 'fullscreenElement' | 'exitFullscreen' | 'activeElement' |
 *   'querySelector' | 'addEventListener'>} Stage the document that is shown
 */

import { batch, effect, signal } from '@preact/signals';

const LECTURE = 'lecture'; // the choice in the address

const FULL_SCREEN = 'backprop-full-screen'; // in the storage of the tab
const IDLE_TIME = 2500; // ms until a resting pointer and the bars disappear
const BARS = 2 / 3; // share of the window's height below which the bars appear
const OPEN = ':popover-open, dialog[open], .inspector'; // closed by Escape first
const PRESENTER_KEYS = ['ArrowRight', 'ArrowLeft', 'PageDown', 'PageUp', ' ', 'n', 'p', 'b', '.'];
const WELCOME =
  'Lecture mode: → and ← step, Space plays, N shows the numbers, P points, B blackens the screen, Esc leaves. ' +
  'Move the pointer to the bottom to see the controls.';

/**
 * True if the page has a lecture mode. The pages of a workshop have none: their main part is marked as plain.
 *
 * @param {Pick<Document, 'querySelector'>} page
 */
export const hasLecture = (page) => page.querySelector('main[data-plain]') === null;

export class Lecture {
  #app;
  #stage;
  #cancelIdle = () => {};
  /** What had the focus before. @type {Element | null} */
  #focused = null;

  isBlack = signal(false);
  isVeiled = signal(true);
  hasPointer = signal(false);
  /** whether the pointer has rested for a while */
  isIdle = signal(true);
  /** whether the pointer is where the bars are */
  isAtBars = signal(false);

  /**
   * @param {Pick<App, 'store' | 'choices' | 'shortcuts' | 'clock' | 'tabStorage'>} app
   * @param {Stage} stage
   */
  constructor(app, stage) {
    this.#app = app;
    this.#stage = stage;
  }

  /** Start with what the address says, and follow the full screen. */
  start() {
    const { store, choices, tabStorage } = this.#app;
    this.#app.shortcuts.add('Lecture mode', this.#shortcuts());
    const isOn = store.select(({ look }) => look.lecture);
    const { dataset } = this.#stage.documentElement;
    effect(() => {
      dataset.lecture = String(isOn.value);
      dataset.veiled = String(isOn.value && this.isVeiled.value);
      dataset.idle = String(isOn.value && this.isIdle.value);
      dataset.bars = String(!this.isIdle.value && this.isAtBars.value);
      dataset.pointer = String(isOn.value && this.hasPointer.value);
    });
    this.#stage.addEventListener('keyup', ({ key }) => this.#closeWelcome(key));
    this.#stage.addEventListener('fullscreenchange', () => this.#followFullScreen());
    if (!(LECTURE in choices.read())) return;
    this.#show();
    // browsers leave the full screen with every page, and enter it only when something is pressed
    if (tabStorage.getItem(FULL_SCREEN) === 'true') {
      this.#stage.addEventListener('pointerup', () => this.#enterFullScreen(), { once: true });
      this.#stage.addEventListener('keyup', () => this.#enterFullScreen(), { once: true });
    }
  }

  get isOn() {
    return this.#app.store.state.peek().look.lecture;
  }

  toggle() {
    if (this.isOn) this.leave();
    else this.enter();
  }

  enter() {
    this.#focused = this.#stage.activeElement;
    this.#app.choices.keep({ [LECTURE]: 'on' });
    this.#show();
    this.#app.store.dispatch({ type: 'notice', notice: { kind: 'info', text: WELCOME } });
    this.#enterFullScreen();
  }

  leave() {
    const { store, choices, tabStorage } = this.#app;
    this.#cancelIdle();
    choices.keep({ [LECTURE]: null });
    tabStorage.setItem(FULL_SCREEN, 'false');
    batch(() => {
      this.isBlack.value = false;
      this.hasPointer.value = false;
      store.dispatch({ type: 'look', look: { lecture: false } });
    });
    if (this.#stage.fullscreenElement) this.#stage.exitFullscreen();
    if (this.#focused instanceof HTMLElement && this.#focused.isConnected) this.#focused.focus();
  }

  /**
   * The pointer has moved: show it for a while, and the bars if it is near them.
   *
   * @param {number} height of the pointer, as a share of the window's from its top
   */
  wake(height) {
    this.isIdle.value = false;
    this.isAtBars.value = height > BARS;
    this.#cancelIdle();
    this.#cancelIdle = this.#app.clock.after(IDLE_TIME, () => {
      this.isIdle.value = true;
    });
  }

  #show() {
    batch(() => {
      this.isVeiled.value = true;
      this.#app.store.dispatch({ type: 'look', look: { lecture: true, focus: null, selected: null, tool: 'read' } });
    });
  }

  /** Whoever uses one of the keys needs the message about them no longer. @param {string} key */
  #closeWelcome(key) {
    const { store } = this.#app;
    if (PRESENTER_KEYS.includes(key) && store.state.peek().notice?.text === WELCOME)
      store.dispatch({ type: 'notice', notice: null });
  }

  /** @returns {Shortcut[]} */
  #shortcuts() {
    const { shortcuts } = this.#app;
    const isAvailable = () => this.isOn;
    const flip = (/** @type {{value: boolean}} */ state) => {
      state.value = !state.value;
    };
    const goBack = () => {
      if (this.isBlack.peek()) this.isBlack.value = false;
      else this.leave();
    };
    return [
      { keys: ['l'], label: 'Enter or leave', act: () => this.toggle() },
      {
        keys: ['PageDown'],
        label: 'The same as →',
        act: () => shortcuts.run('ArrowRight'),
        isAvailable,
        repeats: true,
      },
      { keys: ['PageUp'], label: 'The same as ←', act: () => shortcuts.run('ArrowLeft'), isAvailable, repeats: true },
      { keys: ['n'], label: 'Show or hide the numbers', act: () => flip(this.isVeiled), isAvailable },
      { keys: ['p'], label: 'Show a ring around the pointer', act: () => flip(this.hasPointer), isAvailable },
      { keys: ['b', '.'], label: 'Black screen', act: () => flip(this.isBlack), isAvailable },
      {
        keys: ['Escape'],
        label: 'Leave',
        act: goBack,
        isAvailable: () => this.isOn && this.#stage.querySelector(OPEN) === null,
      },
    ];
  }

  /** Lecture mode works without the full screen, which a browser may refuse. */
  async #enterFullScreen() {
    const { documentElement, fullscreenElement } = this.#stage;
    if (!this.isOn || fullscreenElement || !documentElement.requestFullscreen) return;
    await documentElement.requestFullscreen().catch(() => undefined);
    if (!this.isOn && this.#stage.fullscreenElement) this.#stage.exitFullscreen(); // left meanwhile
  }

  /** Whoever leaves the full screen, with the browser's Escape, leaves lecture mode. */
  #followFullScreen() {
    const isFull = this.#stage.fullscreenElement !== null;
    if (isFull) this.#app.tabStorage.setItem(FULL_SCREEN, 'true');
    else if (this.isOn) this.leave();
  }
}
