/**
 * What lecture mode lays over the page: the pointer's ring, the black screen, and a bar that appears with the pointer.
 * A press on a veiled number shows it, and so does a press on a box of a diagram.
 *
 * @import {RefObject} from 'preact'
 * @import {App} from '../../../core/app.js'
 * @import {Lecture} from './lecture.js'
 */

import { html } from 'htm/preact';
import { useLayoutEffect, useRef } from 'preact/hooks';

import { Button } from '../../../controls/button.js';
import { zoomOf } from '../../../draw/canvas.js';
import { useSelector } from '../../../core/hooks.js';

const REVEALED = 'data-revealed';
const BOXES = '.trace-node, .expression-node, .edge-label';
const BOX_NUMBERS = '.trace-number, .forward-number, .node-number, .edge-label text';

/** @param {{app: App, lecture: Lecture}} props */
export function LectureLayer({ app, lecture }) {
  const isOn = useSelector(app.store, ({ look }) => look.lecture);
  return isOn ? html`<${Layer} lecture=${lecture} />` : null;
}

/** @param {{lecture: Lecture}} props */
function Layer({ lecture }) {
  const ring = useRef(/** @type {HTMLElement | null} */ (null));
  const { isVeiled, hasPointer, isBlack } = lecture;
  useLayoutEffect(() => followPointer(lecture, ring), []);
  const flip = (/** @type {{value: boolean}} */ state) => () => {
    state.value = !state.value;
  };
  return html`
    <section class="lecture-bar" aria-label="Lecture">
      <${Button} title="Show or hide the numbers (N)" pressed=${!isVeiled.value}
        onPress=${flip(isVeiled)}>Numbers</${Button}>
      <${Button} title="Show a ring around the pointer (P)" pressed=${hasPointer.value}
        onPress=${flip(hasPointer)}>Pointer</${Button}>
      <${Button} title="Black screen (B)" onPress=${flip(isBlack)}>Black</${Button}>
      <${Button} title="Leave lecture mode (Esc)" onPress=${() => lecture.leave()}>Leave</${Button}>
    </section>
    <div class="laser" ref=${ring} hidden=${!hasPointer.value}></div>
    ${
      isBlack.value &&
      html`<button type="button" class="black-screen" aria-label="Show the page again"
        onClick=${flip(isBlack)}></button>`
    }
  `;
}

/**
 * Move the ring with mouse or finger, wake the bars, and reveal pressed numbers, until the returned function is called.
 *
 * @param {Lecture} lecture
 * @param {RefObject<HTMLElement | null>} ring
 */
function followPointer(lecture, ring) {
  const move = (/** @type {PointerEvent} */ { clientX, clientY }) => {
    lecture.wake(clientY / innerHeight);
    const element = ring.current;
    if (!element) return;
    const zoom = zoomOf(element);
    element.style.translate = `${clientX / zoom}px ${clientY / zoom}px`;
  };
  const press = (/** @type {PointerEvent} */ event) => {
    move(event);
    const { target } = event;
    if (!(target instanceof Element)) return;
    const box = lecture.isVeiled.peek() ? target.closest(BOXES) : null;
    for (const number of box?.querySelectorAll(BOX_NUMBERS) ?? []) number.setAttribute(REVEALED, '');
    // only the veil of a hidden element can be pressed
    if (getComputedStyle(target).visibility !== 'hidden') return;
    target.setAttribute(REVEALED, '');
    event.preventDefault();
  };
  const veil = lecture.isVeiled.subscribe(() => {
    for (const element of document.querySelectorAll(`[${REVEALED}]`)) element.removeAttribute(REVEALED);
  });
  addEventListener('pointermove', move);
  addEventListener('pointerdown', press);
  return () => {
    veil();
    removeEventListener('pointermove', move);
    removeEventListener('pointerdown', press);
  };
}
