/**
 * Where the nodes of the diagram are, and the room above them. The whole pass fits on the screen as far as it can:
 * boxes and heads shrink with the distance between columns. Deeper networks scroll, with full boxes except in lecture
 * mode.
 *
 * @import {Placement} from '../../../draw/layout.js'
 * @import {Topology} from '../../shared/topology.js'
 *
 * @typedef {Placement & DiagramSpace} DiagramPlacement
 *
 * @typedef {object} DiagramSpace
 * @property {number} headHeight of the heads above the nodes
 * @property {'wide' | 'regular' | 'compact'} kind wide: larger numbers; compact: heads without buttons
 * @property {boolean} isBrief true if boxes have room for short numbers only
 */

import { placeNodes } from '../../../draw/layout.js';

/** Height of a node, in CSS pixels, from which on a value and its derivative fit. */
export const TWO_NUMBERS = 33;

// CSS pixels
const HEAD_HEIGHT = { mouse: 100, touch: 128 };
const COMPACT_HEAD_HEIGHT = 60;
const FOOT_HEIGHT = 28; // below the nodes
const COMPACT_FOOT_HEIGHT = 4;
const LETTER_WIDTH = 7.5; // of an input's name, roughly
const SPACING = { pitch: 128, right: 53, breadth: 90 }; // a node has room for a letter and nine characters
const WIDE_FRAME = 1000; // from this width on, as on a projector, nodes are larger
const WIDE_SPACING = { pitch: 168, right: 68, breadth: 112 };
const MAX_LABEL = 140;
const MAX_SHORT_LABEL = 72;
const MIN_LEFT = 96; // room for the words beside the first buttons
const BRIEF = 46; // width of a node with room for five characters
const MIN_PITCH = 56; // between columns of such nodes
const BUTTONS_PITCH = { mouse: 104, touch: 132 }; // between columns from which three buttons fit above a layer
const BUTTONS_HEIGHT = 320; // of the frame from which they leave enough for the nodes
const SMALLEST = 15; // height of a node in a tall column, one line of text
const ROW = 28; // height of a row from which nodes are further apart
const [GAP, NARROW_GAP] = [8, 2];

/**
 * @param {Topology} topology
 * @param {{width: number, height: number}} size
 * @param {{isLecture: boolean, isTouch: boolean}} use
 * @returns {DiagramPlacement}
 */
export function placementOf({ inputs, units }, size, { isLecture, isTouch }) {
  const longest = LETTER_WIDTH * Math.max(...inputs.map(({ label }) => label.length)) + 14;
  const layers = [...units.map(({ length }) => length), 1]; // the loss is the last column
  const pointer = isTouch ? 'touch' : 'mouse';
  const roomy = placeRoomy(inputs.length, layers, longest, size, pointer);
  if (!isLecture && roomy.width <= size.width) return roomy;
  const whole = placeAll(inputs.length, layers, longest, size, pointer);
  return isLecture || whole.width <= size.width ? whole : roomy;
}

/**
 * @param {number} inputs
 * @param {number[]} layers
 * @param {number} longest width of the longest label
 * @param {{width: number, height: number}} size
 * @param {'mouse' | 'touch'} pointer
 * @returns {DiagramPlacement}
 */
function placeRoomy(inputs, layers, longest, { width, height }, pointer) {
  const isWide = width >= WIDE_FRAME;
  const spacing = isWide ? WIDE_SPACING : SPACING;
  const left = Math.max(MIN_LEFT, Math.min(MAX_LABEL, longest) + spacing.breadth / 2 + 8);
  const headHeight = HEAD_HEIGHT[pointer];
  const pitch = Math.max(spacing.pitch, BUTTONS_PITCH[pointer]);
  const room = { ...spacing, pitch, left, width, height: Math.max(0, height - headHeight - FOOT_HEIGHT) };
  const placement = placeNodes(inputs, layers, room);
  return { ...placement, headHeight, kind: isWide ? 'wide' : 'regular', isBrief: false };
}

/**
 * @param {number} inputs
 * @param {number[]} layers
 * @param {number} longest width of the longest label
 * @param {{width: number, height: number}} size
 * @param {'mouse' | 'touch'} pointer
 * @returns {DiagramPlacement}
 */
function placeAll(inputs, layers, longest, { width, height }, pointer) {
  const label = Math.min(MAX_SHORT_LABEL, longest);
  const pitchWith = (/** @type {number} */ breadth) => (width - label - breadth - 24) / layers.length;
  const isBrief = pitchWith(SPACING.breadth) < SPACING.breadth + 24;
  const breadth = isBrief ? BRIEF : SPACING.breadth;
  const hasButtons = pitchWith(breadth) >= BUTTONS_PITCH[pointer] && height >= BUTTONS_HEIGHT;
  const left = Math.max(hasButtons ? MIN_LEFT : 0, label + breadth / 2 + 8);
  const headHeight = hasButtons ? HEAD_HEIGHT[pointer] : COMPACT_HEAD_HEIGHT;
  const rows = Math.max(0, height - headHeight - COMPACT_FOOT_HEIGHT);
  const placement = placeNodes(inputs, layers, {
    pitch: MIN_PITCH,
    left,
    right: breadth / 2 + 8,
    breadth,
    width,
    height: rows,
    smallest: SMALLEST,
    gap: rows / Math.max(inputs, ...layers) < ROW ? NARROW_GAP : GAP,
  });
  return { ...placement, headHeight, kind: hasButtons ? 'regular' : 'compact', isBrief };
}
