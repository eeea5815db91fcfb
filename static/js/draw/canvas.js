/** Canvases in CSS pixels, for screens of any density. */

/**
 * Pixels of the screen per CSS pixel of an element, which a style sheet may enlarge.
 *
 * @param {Element} element
 */
const densityOf = (element) => (globalThis.devicePixelRatio || 1) * zoomOf(element);

/**
 * How much style sheets enlarge an element. Older WebKit does not tell; there the whole page is enlarged alike.
 *
 * @param {Element} element
 */
export const zoomOf = (element) =>
  element.currentCSSZoom ?? (Number(globalThis.getComputedStyle?.(document.documentElement).zoom) || 1);

/**
 * Pixels of the window per pixel that an element's boxes are measured in. Older WebKit measures boxes before style
 * sheets enlarge them, but pointers on the screen.
 *
 * @param {Element} element
 */
const boxScaleOf = (element) => ('currentCSSZoom' in element ? 1 : zoomOf(element));

/**
 * A box on the screen in the pixels of style sheets, before they enlarge an element.
 *
 * @param {Pick<DOMRect, 'left' | 'top' | 'right' | 'bottom'>} box as an element or a range measures it
 * @param {Element} element
 */
export function inStylePixels({ left, top, right, bottom }, element) {
  const scale = zoomOf(element) / boxScaleOf(element);
  return { left: left / scale, top: top / scale, right: right / scale, bottom: bottom / scale };
}

/**
 * Where the pointer is on the element of a handler, as shares of its width and height.
 *
 * @param {Pick<MouseEvent, 'currentTarget' | 'clientX' | 'clientY'>} event
 * @returns {[number, number]}
 */
export function sharesUnder({ currentTarget, clientX, clientY }) {
  const element = /** @type {Element} */ (currentTarget);
  const { left, top, width, height } = element.getBoundingClientRect();
  const scale = boxScaleOf(element);
  return [(clientX / scale - left) / width, (clientY / scale - top) / height];
}

/**
 * Resize a canvas to the resolution of its screen and return a context that draws in CSS pixels.
 *
 * @param {HTMLCanvasElement} canvas
 * @param {number} width CSS pixels
 * @param {number} height CSS pixels
 */
export function sharpContext(canvas, width, height) {
  const density = densityOf(canvas);
  const [w, h] = [Math.round(width * density), Math.round(height * density)];
  if (canvas.width !== w || canvas.height !== h) [canvas.width, canvas.height] = [w, h];
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
  context.setTransform(density, 0, 0, density, 0, 0);
  return context;
}
