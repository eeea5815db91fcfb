/**
 * What the diagram shows, as plain shapes: lines, boxes and words with their places and colours.
 *
 * @typedef {object} LineShape
 * @property {string} d
 * @property {string} stroke
 * @property {number} width
 * @property {string} dashes
 * @property {number} opacity
 *
 * @typedef {object} BoxShape
 * @property {number} x
 * @property {number} y
 * @property {number} width
 * @property {number} height
 * @property {string[]} fills one colour, or those of the upper and the lower half
 * @property {string} stroke
 * @property {boolean} dashed
 *
 * @typedef {object} WordsShape
 * @property {number} x of their middle
 * @property {number} y of their middle
 * @property {string} text
 * @property {string} fill
 * @property {number} size
 * @property {string} weight
 * @property {boolean} italic
 * @property {boolean} [onLine] on a connection, which it interrupts
 *
 * @typedef {object} Shapes
 * @property {number} width
 * @property {number} height
 * @property {string} ground
 * @property {LineShape[]} lines
 * @property {BoxShape[]} boxes
 * @property {WordsShape[]} words
 */

const LINES = '.links path:not(.link-target, .pulse)';
const BOXES = '.trace-node';
const WORDS = '.layer-head h2, .number-symbol, .trace-number, .forward-number, .node-label, .more-units';

/**
 * @param {HTMLElement} drawing
 * @returns {Shapes}
 */
export function readDrawing(drawing) {
  const origin = drawing.getBoundingClientRect();
  const all = (/** @type {string} */ selector) => [...drawing.querySelectorAll(selector)].filter(isVisible);
  const links = drawing.querySelector('.links')?.getBoundingClientRect() ?? origin;
  const shift = { x: links.left - origin.left, y: links.top - origin.top };
  return {
    width: drawing.offsetWidth,
    height: drawing.offsetHeight,
    ground: getComputedStyle(document.body).backgroundColor,
    lines: all(LINES).map((path) => lineOf(/** @type {SVGPathElement} */ (path), shift)),
    boxes: all(BOXES).map((box) => boxOf(box, origin)),
    words: [...all(WORDS).flatMap((element) => wordsOf(element, origin)), ...all('.weight-label').map(labelOf(origin))],
  };
}

/** @param {Element} element */
const isVisible = (element) => getComputedStyle(element).visibility === 'visible';

/**
 * @param {SVGPathElement} path
 * @param {{x: number, y: number}} shift
 * @returns {LineShape}
 */
function lineOf(path, { x, y }) {
  const { stroke, strokeWidth, strokeDasharray, opacity } = getComputedStyle(path);
  let isVertical = false;
  const d = (path.getAttribute('d') ?? '').replace(/-?[\d.]+(e-?\d+)?/g, (number) => {
    const moved = Number(number) + (isVertical ? y : x);
    isVertical = !isVertical;
    return String(Math.round(10 * moved) / 10);
  });
  const dashes = strokeDasharray === 'none' ? '' : strokeDasharray.replaceAll('px', '');
  return { d, stroke, width: Number.parseFloat(strokeWidth), dashes, opacity: Number(opacity) };
}

/**
 * @param {Element} element
 * @param {DOMRect} origin
 * @returns {BoxShape}
 */
function boxOf(element, origin) {
  const { left, top, width, height } = element.getBoundingClientRect();
  const { backgroundColor, backgroundImage, borderColor, borderStyle } = getComputedStyle(element);
  const halves = backgroundImage.match(/(rgb|color|oklab|oklch)[^)]*\)/g);
  const fills = halves?.length === 2 ? halves : [backgroundColor];
  const dashed = borderStyle === 'dashed';
  return { x: left - origin.left, y: top - origin.top, width, height, fills, stroke: borderColor, dashed };
}

/**
 * The words of an element, one for each line.
 *
 * @param {Element} element
 * @param {DOMRect} origin
 * @returns {WordsShape[]}
 */
function wordsOf(element, origin) {
  const { color, fontSize, fontWeight, fontStyle } = getComputedStyle(element);
  const range = document.createRange();
  /** @type {{text: string, left: number, right: number, middle: number}[]} */
  const lines = [];
  for (const node of element.childNodes) {
    for (const { 0: text, index } of node.nodeType === Node.TEXT_NODE
      ? (node.textContent ?? '').matchAll(/\S+/g)
      : []) {
      range.setStart(node, index);
      range.setEnd(node, index + text.length);
      const { left, right, top, bottom } = range.getBoundingClientRect();
      const middle = (top + bottom) / 2;
      const line = lines.at(-1);
      if (line && Math.abs(line.middle - middle) < 2) Object.assign(line, { text: `${line.text} ${text}`, right });
      else lines.push({ text, left, right, middle });
    }
  }
  return lines.map(({ text, left, right, middle }) => ({
    x: (left + right) / 2 - origin.left,
    y: middle - origin.top,
    text,
    fill: color,
    size: Number.parseFloat(fontSize),
    weight: fontWeight,
    italic: fontStyle === 'italic',
  }));
}

/** @param {DOMRect} origin @returns {(element: Element) => WordsShape} */
const labelOf = (origin) => (element) => {
  const { left, right, top, bottom } = element.getBoundingClientRect();
  const { fill, fontSize, fontWeight } = getComputedStyle(element);
  return {
    x: (left + right) / 2 - origin.left,
    y: (top + bottom) / 2 - origin.top,
    text: element.textContent ?? '',
    fill,
    size: Number.parseFloat(fontSize),
    weight: fontWeight,
    italic: false,
    onLine: true,
  };
};
