/**
 * Zoom and pan a drawing that scrolls in its frame: by calls, with Ctrl and the wheel, and by dragging.
 */

import { useLayoutEffect, useRef, useState } from 'preact/hooks';

const LARGEST = 4;
const SMALLEST = 0.1;
const DRAG = 4; // CSS pixels before a press becomes a drag

/**
 * @typedef {object} Viewport
 * @property {number | null} zoom scale of the drawing; null: as it fits
 * @property {(factor: number) => void} zoomBy
 * @property {() => void} showWhole
 * @property {(scale: number, whole: number) => void} showScale sets the scale in use, from which the next zoom starts,
 *   and the one that shows the whole drawing
 */

/**
 * @param {{current: HTMLElement | null}} frame
 * @param {string} shape of what is drawn; a change of it resets the zoom
 * @returns {Viewport}
 */
export function useViewport(frame, shape) {
  const [zoom, setZoom] = useState(/** @type {number | null} */ (null));
  const scales = useRef({ scale: 1, whole: 1 });
  const anchor = useRef({ x: 0, y: 0, left: 0, top: 0, scale: 0 });

  /**
   * @param {number} factor
   * @param {{x: number, y: number}} [at] point of the frame that stays; by default its centre
   */
  const zoomBy = (factor, at) => {
    if (!frame.current) return;
    const { clientWidth, clientHeight, scrollLeft: left, scrollTop: top } = frame.current;
    const { scale } = scales.current;
    anchor.current = { ...(at ?? { x: clientWidth / 2, y: clientHeight / 2 }), left, top, scale };
    setZoom(Math.min(LARGEST, Math.max(SMALLEST, scale * factor)));
  };
  const showWhole = () => setZoom(scales.current.whole < 1 ? Math.max(SMALLEST, scales.current.whole) : null);

  useLayoutEffect(() => {
    const { x, y, left, top, scale } = anchor.current;
    if (zoom === null || scale === 0) return;
    const ratio = zoom / scale;
    frame.current?.scrollTo({ left: (left + x) * ratio - x, top: (top + y) * ratio - y });
  }, [zoom]);

  useLayoutEffect(() => setZoom(null), [shape]);
  useLayoutEffect(() => (frame.current ? listen(frame.current, zoomBy) : undefined), []);
  return {
    zoom,
    zoomBy: (factor) => zoomBy(factor),
    showWhole,
    showScale: (scale, whole) => (scales.current = { scale, whole }),
  };
}

/**
 * @param {HTMLElement} frame
 * @param {(factor: number, at?: {x: number, y: number}) => void} zoomBy
 * @returns {() => void} stops listening
 */
function listen(frame, zoomBy) {
  const stop = new AbortController();
  const { signal } = stop;
  const turn = (/** @type {WheelEvent} */ event) => {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    const { left, top } = frame.getBoundingClientRect();
    zoomBy(Math.exp(-event.deltaY / 300), { x: event.clientX - left, y: event.clientY - top });
  };
  frame.addEventListener('wheel', turn, { signal, passive: false });
  frame.addEventListener('pointerdown', (event) => drag(frame, event, signal), { signal });
  return () => stop.abort();
}

/**
 * Scroll by dragging with the mouse; touch scrolls natively. The click that ends a drag presses no node.
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
