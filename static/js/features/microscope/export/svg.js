/**
 * A drawing as the text of an SVG file, which needs no style sheet.
 *
 * @import {BoxShape, LineShape, Shapes, WordsShape} from './readDrawing.js'
 */

const FONT = 'system-ui, sans-serif';
const CAPTION = { height: 32, size: 14 };
const HALO = 4; // width of the ground around a number on a line

/**
 * @param {Shapes} shapes
 * @param {string} caption below the drawing
 */
export function svgOf({ width, height, ground, lines, boxes, words }, caption) {
  const size = { width: Math.ceil(width), height: Math.ceil(height) + CAPTION.height };
  const title = {
    x: width / 2,
    y: height + CAPTION.height / 2,
    text: caption,
    fill: words[0]?.fill ?? 'black',
    size: CAPTION.size,
    weight: '600',
    italic: false,
  };
  const body = [
    element('title', {}, escaped(caption)),
    element('rect', { ...size, fill: ground }),
    ...lines.map(line),
    ...boxes.map(box),
    ...[...words, title].map((each) => text(each, ground)),
  ];
  const { width: w, height: h } = size;
  return element('svg', { xmlns: 'http://www.w3.org/2000/svg', ...size, viewBox: `0 0 ${w} ${h}` }, body.join('\n'));
}

/** @param {LineShape} shape */
const line = ({ d, stroke, width, dashes, opacity }) =>
  element('path', { d, fill: 'none', stroke, 'stroke-width': width, 'stroke-dasharray': dashes, opacity });

/** @param {BoxShape} shape */
function box({ x, y, width, height, fills, stroke, dashed }) {
  const place = { x: rounded(x), width: rounded(width) };
  const share = height / fills.length;
  const parts = fills.map((fill, index) =>
    element('rect', { ...place, y: rounded(y + index * share), height: rounded(share), fill }),
  );
  const frame = { ...place, y: rounded(y), height: rounded(height), fill: 'none', stroke };
  return [...parts, element('rect', { ...frame, 'stroke-dasharray': dashed ? '4 3' : '' })].join('');
}

/** @param {WordsShape} shape @param {string} ground */
const text = ({ x, y, text: words, fill, size, weight, italic, onLine }, ground) =>
  element(
    'text',
    {
      x: rounded(x),
      y: rounded(y + 0.36 * size), // the middle of the digits
      fill,
      'font-family': FONT,
      'font-size': size,
      'font-weight': weight,
      'font-style': italic ? 'italic' : '',
      'text-anchor': 'middle',
      ...(onLine ? { stroke: ground, 'stroke-width': HALO, 'paint-order': 'stroke' } : {}),
    },
    escaped(words),
  );

/** @param {number} number */
const rounded = (number) => Math.round(10 * number) / 10;

/**
 * @param {string} name
 * @param {Record<string, string | number>} attributes empty ones are left out
 * @param {string} [content]
 */
function element(name, attributes, content) {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== '')
    .map(([key, value]) => ` ${key}="${escaped(String(value))}"`)
    .join('');
  return content === undefined ? `<${name}${written}/>` : `<${name}${written}>${content}</${name}>`;
}

/** @param {string} words */
const escaped = (words) =>
  words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
