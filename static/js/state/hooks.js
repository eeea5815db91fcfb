/**
 * How views read the state and draw it.
 *
 * @import {RefObject} from 'preact'
 * @import {Scene} from './app.js'
 * @import {State} from './model.js'
 * @import {Store} from './store.js'
 */

import { effect } from '@preact/signals';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';

/**
 * A part of the state; the view renders again when it changes.
 *
 * @template T
 * @param {Store} store
 * @param {(state: State) => T} read
 * @param {unknown[]} [props] what `read` takes from the view's props
 * @returns {T}
 */
export function usePart(store, read, props = []) {
  return useMemo(() => store.select(read), props).value;
}

/**
 * Draws on an element whenever what it shows changes: at most once a frame of the screen, and outside of rendering.
 *
 * @template {Element} E
 * @template {[unknown, ...unknown[]]} P
 * @param {Scene} scene
 * @param {(state: State) => P} read the parts of the state that are drawn; drawn again when one of them is another
 * @param {(element: E, ...parts: P) => void} draw
 * @param {unknown[]} props what `read` and `draw` take from the view's props
 * @returns {RefObject<E | null>}
 */
export function useDrawing({ store, ticker }, read, draw, props) {
  const element = useRef(/** @type {E | null} */ (null));
  useEffect(() => {
    /** @type {P | undefined} */
    let parts;
    const job = () => {
      if (element.current && parts) draw(element.current, ...parts);
    };
    const stop = effect(() => {
      const next = read(store.state.value);
      if (parts && next.every((part, index) => Object.is(part, parts?.[index]))) return;
      parts = next;
      ticker.schedule(job);
    });
    return () => {
      stop();
      ticker.cancel(job);
    };
  }, props);
  return element;
}

/**
 * Draws several sessions on one element, likewise.
 *
 * @template {Element} E
 * @template {[unknown, ...unknown[]]} P
 * @param {Scene[]} scenes
 * @param {(state: State) => P} read the parts of each state that are drawn
 * @param {(element: E, parts: P[]) => void} draw given the parts of every scene, in their order
 * @param {unknown[]} props what `read` and `draw` take from the view's props, beside the scenes
 * @returns {RefObject<E | null>}
 */
export function useDrawingOfAll(scenes, read, draw, props) {
  const element = useRef(/** @type {E | null} */ (null));
  useEffect(() => {
    if (scenes.length === 0) return undefined;
    const [{ ticker }] = scenes;
    /** @type {P[]} */
    const parts = [];
    const job = () => {
      if (element.current) draw(element.current, parts);
    };
    const stops = scenes.map(({ store }, index) =>
      effect(() => {
        const next = read(store.state.value);
        if (parts[index]?.every((part, at) => Object.is(part, next[at]))) return;
        parts[index] = next;
        ticker.schedule(job);
      }),
    );
    return () => {
      for (const stop of stops) stop();
      ticker.cancel(job);
    };
  }, [scenes, ...props]);
  return element;
}

/**
 * The size of an element's content box in CSS pixels; zeros before it is laid out.
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
