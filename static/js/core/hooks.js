/**
 * Hooks that read and draw the state.
 *
 * @import {RefObject} from 'preact'
 * @import {Scene} from './app.js'
 * @import {Group, Member} from './group/group.js'
 * @import {State} from './model.js'
 * @import {Store} from './store.js'
 * @import {Ticker} from './ticker.js'
 */

import { effect } from '@preact/signals';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';

import { createPacedJob } from './ticker.js';

/**
 * Read a part of the state; the component renders again when it changes.
 *
 * @template T
 * @param {Store} store
 * @param {(state: State) => T} read
 * @param {unknown[]} [props] what `read` takes from the view's props
 * @returns {T}
 */
export function useSelector(store, read, props = []) {
  return useMemo(() => store.select(read), props).value;
}

/**
 * Read a part of the state that changes with every frame, but less often.
 *
 * @template T
 * @param {Scene} scene
 * @param {(state: State) => T} read
 * @param {(ticker: Ticker, state: State) => number} pause least milliseconds between changes
 * @param {unknown[]} [props] what `read` takes from the view's props
 * @returns {T}
 */
export function usePacedSelector({ store, ticker }, read, pause, props = []) {
  const [value, setValue] = useState(() => read(store.state.peek()));
  useEffect(() => {
    let cancelWait = () => {};
    let shownAt = -Infinity;
    const show = () => {
      shownAt = ticker.now();
      setValue(() => read(store.state.peek()));
    };
    const stop = effect(() => {
      const state = store.state.value;
      cancelWait();
      const wait = shownAt + pause(ticker, state) - ticker.now();
      if (wait > 0) cancelWait = ticker.scheduleAfter(wait, show);
      else show();
    });
    return () => {
      stop();
      cancelWait();
      ticker.cancel(show);
    };
  }, [store, ...props]);
  return value;
}

/** Event of the window that asks for every drawing, also those out of sight, before the page is printed. */
export const DRAW_ALL = 'drawall';

/**
 * Draw on an element whenever the drawn parts of the state change: at most once per screen frame, outside of rendering,
 * and while the element is visible; on the event DRAW_ALL in any case.
 *
 * @template {Element} E
 * @template {[unknown, ...unknown[]]} P
 * @param {Scene} scene
 * @param {(state: State) => P} read the parts of the state that are drawn; drawn again when one of them is another
 * @param {(element: E, ...values: P) => number | void} draw a drawing that moves returns the milliseconds until it
 *   is to be drawn again, 0 for the next frame
 * @param {unknown[]} props what `read` and `draw` take from the view's props
 * @param {(ticker: Ticker) => number} [pause] least milliseconds between drawings of which only the first of the values
 *   is another, usually the frame
 * @returns {RefObject<E | null>}
 */
export function useDrawing({ store, ticker }, read, draw, props, pause = () => 0) {
  const element = useRef(/** @type {E | null} */ (null));
  useEffect(() => {
    /** @type {P | undefined} */
    let values;
    let cancelWait = () => {};
    let drawnAt = -Infinity;
    const drawNow = () => {
      if (!element.current || !values) return;
      const delay = draw(element.current, ...values);
      if (delay !== undefined) cancelWait = ticker.scheduleAfter(delay, job);
    };
    const job = () => {
      cancelWait();
      drawnAt = ticker.now();
      if (element.current && sight.has(element.current)) drawNow();
    };
    const sight = createSight(() => ticker.schedule(job));
    addEventListener(DRAW_ALL, drawNow);
    const stop = effect(() => {
      const next = read(store.state.value);
      const changed = next.findLastIndex((value, index) => !values || !Object.is(value, values[index]));
      if (changed < 0) return;
      const wait = values && changed === 0 ? drawnAt + pause(ticker) - ticker.now() : 0;
      values = next;
      cancelWait();
      cancelWait = ticker.scheduleAfter(wait, job);
    });
    return () => {
      stop();
      sight.end();
      removeEventListener(DRAW_ALL, drawNow);
      cancelWait();
      ticker.cancel(job);
    };
  }, props);
  return element;
}

const MARGIN = '200px'; // around the screen, so that elements are drawn before they scroll into view

/**
 * Observe whether an element is visible; it is assumed to be until the browser reports otherwise.
 *
 * @param {() => void} onCome called when it comes into sight
 */
function createSight(onCome) {
  /** @type {Element | null} */
  let watched = null;
  let isSeen = true;
  const observer = new IntersectionObserver(
    (entries) => {
      const was = isSeen;
      isSeen = entries[entries.length - 1].isIntersecting;
      if (isSeen && !was) onCome();
    },
    { rootMargin: MARGIN },
  );
  return {
    /** @param {Element} element the same as before, or another in its place */
    has(element) {
      if (element === watched) return isSeen;
      observer.disconnect();
      observer.observe(element);
      watched = element;
      isSeen = true;
      return true;
    },

    end() {
      observer.disconnect();
    },
  };
}

/**
 * Read the members of a group; read again when one of them changes, but not more often than a given pause.
 *
 * @template T
 * @param {Group} group
 * @param {(members: Member[]) => T} read
 * @param {number} pause ms
 * @returns {T}
 */
export function useMembers(group, read, pause) {
  const [value, setValue] = useState(() => read(group.members.peek()));
  useEffect(() => {
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    let timer;
    const stop = effect(() => {
      for (const { store } of group.members.value) store.state.value;
      timer ??= setTimeout(() => {
        timer = undefined;
        setValue(read(group.members.peek()));
      }, pause);
    });
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [group]);
  return value;
}

/**
 * Draw several sessions on one element, whenever the drawn values of one of them change.
 *
 * @template {Element} E
 * @template {[unknown, ...unknown[]]} P
 * @param {Scene[]} scenes
 * @param {(state: State) => P} read the parts of each state that are drawn
 * @param {(element: E, values: P[]) => void} draw given the values of every scene, in their order
 * @param {unknown[]} props what `read` and `draw` take from the view's props, beside the scenes
 * @param {(ticker: Ticker) => number} [pause] least milliseconds between drawings
 * @returns {RefObject<E | null>}
 */
export function useDrawingOfAll(scenes, read, draw, props, pause = () => 0) {
  const element = useRef(/** @type {E | null} */ (null));
  useEffect(() => {
    if (scenes.length === 0) return undefined;
    const [{ ticker }] = scenes;
    /** @type {P[]} */
    const values = [];
    const drawing = createPacedJob(ticker, pause, () => {
      if (element.current) draw(element.current, values);
    });
    const stops = scenes.map(({ store }, index) =>
      effect(() => {
        const next = read(store.state.value);
        if (values[index]?.every((value, at) => Object.is(value, next[at]))) return;
        values[index] = next;
        drawing.request();
      }),
    );
    return () => {
      for (const stop of stops) stop();
      drawing.end();
    };
  }, [scenes, ...props]);
  return element;
}

/**
 * Measure an element's content box in CSS pixels; zeros before its layout.
 *
 * @returns {[RefObject<HTMLElement | null>, {width: number, height: number}]}
 */
export function useSize() {
  const element = useRef(/** @type {HTMLElement | null} */ (null));
  const [size, setSize] = useState({ width: 0, height: 0 });
  useEffect(() => {
    const observer = new ResizeObserver(([{ contentRect }]) => {
      setSize({ width: Math.floor(contentRect.width), height: Math.floor(contentRect.height) });
    });
    if (element.current) observer.observe(element.current);
    return () => observer.disconnect();
  }, []);
  return [element, size];
}

/** Media queries: fingers press the controls; a phone, see the style sheets. */
export const TOUCH = '(pointer: coarse)';
export const PHONE = '(max-width: 699px)';

/**
 * True while a media query matches.
 *
 * @param {string} query
 */
export function useMedia(query) {
  const [matches, setMatches] = useState(() => matchMedia(query).matches);
  useEffect(() => {
    const list = matchMedia(query);
    const update = () => setMatches(list.matches);
    update();
    list.addEventListener('change', update);
    return () => list.removeEventListener('change', update);
  }, [query]);
  return matches;
}
