/**
 * The room of the diagram: where its columns are, and how much of their heads fits above them.
 *
 * @import {Placement} from '../../../draw/layout.js'
 * @import {Topology} from '../../shared/topology.js'
 *
 * @typedef {'full' | 'compact' | 'tight'} HeadForm full: all controls of a layer above it; compact: its number of
 *   units, and a card with the rest; tight: the card alone
 */

import { placeNodes } from '../../../draw/layout.js';

// CSS pixels
const REST = 24; // below the nodes
const LETTER = 7.5; // approximate width of a character of an input's name
const GAPS = 12; // before and after a name
const BESIDE_LABEL = 22 + GAPS; // half a node of a size that always fits
const MARK = 26; // of a class, before its name
const SHORT_TITLE = 10; // characters that fit over any column
const TITLE_LETTER = 7.7; // approximate width of a character of a longer name
const BESIDE_TITLE = 26; // the place for a new layer
const NARROW = 480; // narrower frames are those of phones
const SPACE = { left: 76, right: 60 };
const NARROW_SPACE = { left: 48, right: 32 };

/** Smallest distance between columns, by form. @type {Record<HeadForm, number>} */
const PITCH = { full: 104, compact: 76, tight: 34 };
const TOUCH_PITCH = 96; // in which the buttons of a compact head are large enough for a finger

/** Height of the heads. @type {Record<HeadForm, {mouse: number, touch: number}>} */
const HEIGHT = {
  full: { mouse: 116, touch: 116 },
  compact: { mouse: 76, touch: 108 },
  tight: { mouse: 48, touch: 52 },
};
const LECTURE_HEIGHT = 40;

/**
 * @param {object} drawing
 * @param {Topology} drawing.topology
 * @param {{width: number, height: number}} drawing.size of the frame
 * @param {boolean} drawing.isOpen whether all controls of the layers are asked for
 * @param {boolean} drawing.isTouch whether fingers press the buttons
 * @param {boolean} drawing.isLecture whether the heads have titles alone; style sheets hide their controls
 * @param {boolean} drawing.hasRest whether something is written under the nodes
 * @param {string} drawing.names of the outputs, a line each
 * @param {number} drawing.title letters of the longest over a column
 * @returns {{placement: Placement, form: HeadForm, head: number}} head: height in CSS pixels
 */
export function spaceOf({ topology, size, isOpen, isTouch, isLecture, hasRest, names, title }) {
  const { inputs, units } = topology;
  const { width, height } = size;
  const layers = units.map(({ length }) => length);
  const isNarrow = width < NARROW;
  const space = isNarrow ? NARROW_SPACE : SPACE;
  const longest = (/** @type {string[]} */ labels) => LETTER * Math.max(...labels.map(({ length }) => length));
  const label = longest(inputs.map((input) => input.label));
  const left = Math.min(width / 3, Math.max(space.left, label + BESIDE_LABEL));
  const right = names
    ? Math.min(width / 4, Math.max(space.right, longest(names.split('\n')) + BESIDE_LABEL + MARK))
    : space.right;
  const room = (width - left - right) / layers.length;
  const form =
    isLecture || (isOpen && !isNarrow) ? 'full' : room >= (isTouch ? TOUCH_PITCH : PITCH.compact) ? 'compact' : 'tight';
  const titled = form === 'full' && title > SHORT_TITLE ? TITLE_LETTER * title + BESIDE_TITLE : 0;
  const head = isLecture ? LECTURE_HEIGHT : HEIGHT[form][isTouch ? 'touch' : 'mouse'];
  const placement = placeNodes(inputs.length, layers, {
    pitch: Math.max(isLecture ? PITCH.compact : PITCH[form], titled),
    left,
    right,
    widestInput: 2 * (left - label - GAPS),
    width,
    height: Math.max(0, height - head - (hasRest ? REST : 0)),
  });
  return { placement, form, head };
}
