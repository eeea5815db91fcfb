/**
 * Zooming and panning of a drawing that scrolls in its frame: with buttons, with Ctrl and the wheel, by dragging, and
 * by the keys + − 0 while the frame has the focus.
 */

import { useLayoutEffect, useRef, useState } from 'preact/hooks';

const STEP = 1.25;
const LARGEST = 4;
const SMALLEST = 0.25;
const DRAG = 4; // CSS pixels before a press becomes a drag

/**
 * @typedef {object} Viewport
 * @property {number | null} zoom scale of the drawing; null: as it fits
 * @property {(factor: number) => void} zoomBy
 * @property {() => void} fit
 * @property {(scale: number) => void} showScale tells the scale in use, from which the next zoom goes on
 */

/**
 * @param {{current: HTMLElement | null}} frame
 * @returns {Viewport}
 */
export function useViewport(frame) {
  const [zoom, setZoom] = useState(/** @type {number | null} */ (null));
  const scale = useRef(1);
  const anchor = useRef(/** @type {{x: number, y: number, scale: number} | null} */ (null));

  /**
   * @param {number} factor
   * @param {{x: number, y: number}} [at] point of the frame that stays; by default its centre
   */
  const zoomBy = (factor, at) => {
    const { clientWidth = 0, clientHeight = 0 } = frame.current ?? {};
    anchor.current = { ...(at ?? { x: clientWidth / 2, y: clientHeight / 2 }), scale: scale.current };
    setZoom(Math.min(LARGEST, Math.max(SMALLEST, scale.current * factor)));
  };
  const fit = () => setZoom(null);

  useLayoutEffect(() => {
    const element = frame.current;
    const { x, y, scale: before } = anchor.current ?? { x: 0, y: 0, scale: 0 };
    anchor.current = null;
    if (!element || zoom === null || before === 0) return;
    const ratio = zoom / before;
    element.scrollTo({ left: (element.scrollLeft + x) * ratio - x, top: (element.scrollTop + y) * ratio - y });
  }, [zoom]);

  useLayoutEffect(() => (frame.current ? listen(frame.current, zoomBy, fit) : undefined), []);
  return { zoom, zoomBy: (factor) => zoomBy(factor), fit, showScale: (used) => (scale.current = used) };
}

/**
 * @param {HTMLElement} frame
 * @param {(factor: number, at?: {x: number, y: number}) => void} zoomBy
 * @param {() => void} fit
 * @returns {() => void} stops listening
 */
function listen(frame, zoomBy, fit) {
  const stop = new AbortController();
  const { signal } = stop;
  const turn = (/** @type {WheelEvent} */ event) => {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    const { left, top } = frame.getBoundingClientRect();
    zoomBy(Math.exp(-event.deltaY / 300), { x: event.clientX - left, y: event.clientY - top });
  };
  const press = (/** @type {KeyboardEvent} */ event) => {
    const act = { '+': () => zoomBy(STEP), '=': () => zoomBy(STEP), '-': () => zoomBy(1 / STEP), 0: fit }[event.key];
    if (!act || event.target !== frame || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  };
  frame.addEventListener('wheel', turn, { signal, passive: false });
  frame.addEventListener('keydown', press, { signal });
  frame.addEventListener('pointerdown', (event) => drag(frame, event, signal), { signal });
  return () => stop.abort();
}

/**
 * Scroll with the mouse, which a finger does by itself. The click that ends a drag presses no node.
 *
 * @param {HTMLElement} frame
 * @param {PointerEvent} start
 * @param {AbortSignal} signal
 */
function drag(frame, start, signal) {
  if (start.pointerType !== 'mouse' || start.button !== 0) return;
  const { scrollLeft, scrollTop } = frame;
  const end = new AbortController();
  const options = { signal: AbortSignal.any([signal, end.signal]) };
  let isDragged = false;
  const move = (/** @type {PointerEvent} */ event) => {
    const [dx, dy] = [event.clientX - start.clientX, event.clientY - start.clientY];
    isDragged ||= Math.hypot(dx, dy) > DRAG;
    if (isDragged) frame.scrollTo({ left: scrollLeft - dx, top: scrollTop - dy });
  };
  const release = () => {
    end.abort();
    if (isDragged) frame.addEventListener('click', (event) => event.stopPropagation(), { capture: true, once: true });
  };
  window.addEventListener('pointermove', move, options);
  window.addEventListener('pointerup', release, options);
  window.addEventListener('pointercancel', release, options);
}
