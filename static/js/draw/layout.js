/**
 * Layout of the network: columns from left to right along the data flow, nodes centred in each column.
 *
 * @typedef {object} Column
 * @property {number} x centre of its nodes
 * @property {number} node the height of a node
 * @property {number} half half of its width
 * @property {number[]} ys centres of its nodes
 *
 * @typedef {object} Placement
 * @property {number} width of the whole drawing; larger than requested if the columns would be too close
 * @property {number} height larger than requested if the nodes would be
 * @property {Column[]} columns the inputs, then each layer
 *
 * @typedef {{width: number, height: number, pitch: number, left: number, right: number, breadth?: number,
 *   widestInput?: number, smallest?: number, gap?: number}} Space
 */

const INPUT_NODE = { smallest: 20, largest: 56, gap: 6 };
const USUAL_HEIGHT = 480; // of the drawing on a laptop; on higher screens the largest nodes grow with it
const MOST_GROWTH = 1.75;
const SKIP_HEIGHT = 14; // height of a skip connection over the nodes
const SKIP_BEND = 24;
const EDGE = 4; // of the outer nodes
const SPACE_BETWEEN = 10; // columns, at least: connections stay visible
const UNIT_NODE = { smallest: 20, largest: 72, gap: 8 };
const USUAL_NODE = 56; // larger ones leave a fifth of their column free, in which connections stay visible

/**
 * Place the nodes. All have the same size, so that their maps can be compared.
 *
 * @param {number} inputs nodes of the first column
 * @param {number[]} layers nodes of each layer
 * @param {Space} space
 *   `pitch`: smallest distance between columns; `left`, `right`: from an edge to the centres of the outer
 *   columns; `breadth`: width of nodes that are not square; `widestInput`: beside its name; `smallest`, `gap`: limits
 *   of nodes that are not maps
 * @returns {Placement}
 */
export function placeNodes(
  inputs,
  layers,
  { width, height, pitch, left, right, breadth, widestInput = Infinity, ...limits },
) {
  const counts = [inputs, ...layers];
  const whole = Math.max(width, left + right + layers.length * pitch);
  const step = (whole - left - right) / layers.length;
  const widest = breadth ? Infinity : Math.min(Math.floor(step) - SPACE_BETWEEN, 2 * right - EDGE);
  const growth = breadth ? USUAL_NODE / UNIT_NODE.largest : Math.min(MOST_GROWTH, Math.max(1, height / USUAL_HEIGHT));
  const unitSize = fit(Math.max(...layers), height, widest, { ...UNIT_NODE, ...limits }, growth);
  const input = breadth ? Infinity : Math.min(widest, widestInput, unitSize.node);
  const inputSize = fit(inputs, height, input, { ...INPUT_NODE, ...limits }, growth);
  const sizes = [inputSize, ...layers.map(() => unitSize)];
  const tall = Math.max(height, ...counts.map((count, index) => count * (sizes[index].node + sizes[index].gap)));
  return {
    width: whole,
    height: tall,
    columns: counts.map((count, index) => ({
      x: Math.round(left + index * step),
      node: sizes[index].node,
      half: (breadth ?? sizes[index].node) / 2,
      ys: spread(count, tall, sizes[index]),
    })),
  };
}

/**
 * Size of nodes so that `count` of them fit in a column, beside the next column.
 *
 * @param {number} count
 * @param {number} height
 * @param {number} widest
 * @param {{smallest: number, largest: number, gap: number}} limits
 * @param {number} growth of the largest size
 */
function fit(count, height, widest, { smallest, largest, gap }, growth) {
  const pitch = height / Math.max(1, count);
  const room = Math.min(Math.floor(pitch) - gap, Math.max(USUAL_NODE, Math.floor(0.8 * pitch)));
  const node = Math.max(smallest, Math.min(widest, room));
  return { node: Math.min(Math.round(largest * growth), node), gap };
}

/**
 * Centres of `count` nodes in a column: half a node apart if there is room, else closer.
 *
 * @param {number} count
 * @param {number} height
 * @param {{node: number, gap: number}} size
 */
function spread(count, height, { node, gap }) {
  const pitch = Math.max(node + gap, Math.min(1.5 * node, height / Math.max(1, count)));
  const first = (height - pitch * (count - 1)) / 2;
  return Array.from({ length: count }, (_, index) => Math.round(first + index * pitch));
}

/**
 * Curve of a connection, from the right side of one node to the left of another.
 *
 * @param {number} x0
 * @param {number} y0
 * @param {number} x1
 * @param {number} y1
 */
export function linkPath(x0, y0, x1, y1) {
  const bend = (x1 - x0) / 2;
  return `M${x0} ${y0}C${x0 + bend} ${y0} ${x1 - bend} ${y1} ${x1} ${y1}`;
}

/**
 * Point of such a curve.
 *
 * @param {{x0: number, y0: number, x1: number, y1: number}} ends
 * @param {number} at from 0 to 1
 * @returns {[number, number]}
 */
export function pointOnLink({ x0, y0, x1, y1 }, at) {
  const bend = 1.5 * at * (1 - at) + at ** 3; // of a curve whose control points lie half-way
  return [x0 + (x1 - x0) * bend, y0 + (y1 - y0) * at * at * (3 - 2 * at)];
}

/**
 * Curve of a skip connection, above all nodes between two columns.
 *
 * @param {Column[]} columns from the one it leaves to the one it reaches
 */
export function skipPath(columns) {
  const tops = columns.map(({ ys, node }) => (ys[0] ?? node / 2) - node / 2);
  const [start, end] = [columns[0], columns[columns.length - 1]];
  const over = Math.max(2, Math.min(...tops) - SKIP_HEIGHT);
  const bend = Math.min(SKIP_BEND, (end.x - start.x) / 2);
  return (
    `M${start.x} ${tops[0]}C${start.x} ${over} ${start.x} ${over} ${start.x + bend} ${over}` +
    `L${end.x - bend} ${over}C${end.x} ${over} ${end.x} ${over} ${end.x} ${tops[tops.length - 1]}`
  );
}

/**
 * Width of a connection: proportional to the square root of its magnitude, so that small weights stay visible.
 *
 * @param {number} value
 * @param {number} reach the magnitude with the full width
 */
export function linkWidth(value, reach) {
  if (!Number.isFinite(value)) return 0.5;
  return 0.5 + 5.5 * Math.sqrt(Math.min(1, Math.abs(value) / reach));
}
