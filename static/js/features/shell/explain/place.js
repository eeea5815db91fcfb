/**
 * Where a card goes, beside what it explains and inside the window.
 *
 * @typedef {{left: number, top: number, right: number, bottom: number}} Box
 * @typedef {{width: number, height: number}} Size
 */

const MARGIN = 8; // CSS pixels between the card and the edge of the window
const GAP = 6; // between the card and what it explains

/**
 * Left and top of a card: below what it explains if it fits there, else above, right or left of it, else in the middle.
 *
 * @param {Box | null} of null: nothing on the page
 * @param {Size} card
 * @param {Size} window
 */
export function placeOf(of, card, window) {
  const inside = (/** @type {number} */ at, /** @type {number} */ size, /** @type {number} */ room) =>
    Math.max(MARGIN, Math.min(at, room - size - MARGIN));
  const middle = {
    left: inside((window.width - card.width) / 2, card.width, window.width),
    top: inside((window.height - card.height) / 2, card.height, window.height),
  };
  if (!of) return middle;
  const left = inside(of.left, card.width, window.width);
  const top = inside(of.top, card.height, window.height);
  if (of.bottom + GAP + card.height <= window.height - MARGIN) return { left, top: Math.max(MARGIN, of.bottom + GAP) };
  if (of.top - GAP - card.height >= MARGIN) return { left, top: of.top - GAP - card.height };
  if (of.right + GAP + card.width <= window.width - MARGIN) return { left: of.right + GAP, top };
  if (of.left - GAP - card.width >= MARGIN) return { left: of.left - GAP - card.width, top };
  return middle;
}
