/** Canvases in CSS pixels, for screens of any density. */

/**
 * Pixels of the screen per CSS pixel of an element, which a style sheet may enlarge.
 *
 * @param {Element} element
 */
export const densityOf = (element) => (globalThis.devicePixelRatio || 1) * zoomOf(element);

/**
 * How much style sheets enlarge an element. Older WebKit does not tell; there the whole page is enlarged alike.
 *
 * @param {Element} element
 */
export const zoomOf = (element) =>
  element.currentCSSZoom ?? (Number(globalThis.getComputedStyle?.(document.documentElement).zoom) || 1);

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
