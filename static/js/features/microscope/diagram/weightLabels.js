/**
 * Numbers on the connections of small networks: the weights, and the gradients at the step that computes them. A layer
 * has them if they all find a place without overlapping.
 *
 * @import {Placement} from '../../../draw/layout.js'
 * @import {Link} from '../../shared/topology.js'
 *
 * @typedef {object} WeightLabel
 * @property {number} index of the connection
 * @property {number} x
 * @property {number} y
 */

import { pointOnLink } from '../../../draw/layout.js';

// CSS pixels
const LABEL = { width: 34, height: 15 }; // room of a number of five characters
const MIN_GAP = 52; // between two columns, so that a number leaves some of the connection visible
const MOST = 16; // connections of a layer
const MOST_TRIES = 4000;
/** Shares of the way along a connection, in the order in which they are tried. */
const SHARES = [0.5, 0.44, 0.56, 0.38, 0.62, 0.33, 0.67, 0.28, 0.72, 0.24, 0.76];

/**
 * @param {Link[]} links
 * @param {Placement['columns']} columns
 * @returns {WeightLabel[]}
 */
export function weightLabelsOf(links, columns) {
  const layers = new Set(links.map(({ layer }) => layer));
  return [...layers].flatMap((layer) => {
    const own = links.flatMap((link, index) => (link.layer === layer ? [{ link, index }] : []));
    return own.length <= MOST ? (placed(own, columns) ?? []) : [];
  });
}

/**
 * A place for each number; null if they have not enough room.
 *
 * @param {{link: Link, index: number}[]} links of one layer
 * @param {Placement['columns']} columns
 * @returns {WeightLabel[] | null}
 */
function placed(links, columns) {
  const choices = links.map(({ link, index }) => placesOf(link, columns).map(([x, y]) => ({ index, x, y })));
  let tries = 0;
  /** @type {(labels: WeightLabel[]) => WeightLabel[] | null} */
  const complete = (labels) => {
    if (labels.length === choices.length) return labels;
    for (const label of choices[labels.length]) {
      if (++tries > MOST_TRIES) return null;
      const whole = labels.every((other) => areApart(other, label)) ? complete([...labels, label]) : null;
      if (whole) return whole;
    }
    return null;
  };
  return complete([]);
}

/**
 * Points of a connection where its number does not touch the nodes.
 *
 * @param {Link} link
 * @param {Placement['columns']} columns
 */
function placesOf({ column, layer, row, unit }, columns) {
  const [from, to] = [columns[column], columns[layer + 1]];
  const [x0, x1] = [from.x + from.half, to.x - to.half];
  if (column !== layer || x1 - x0 < MIN_GAP) return [];
  const ends = { x0, y0: from.ys[row], x1, y1: to.ys[unit] };
  const [low, high] = [x0 + LABEL.width / 2, x1 - LABEL.width / 2];
  return SHARES.map((share) => pointOnLink(ends, share)).filter(([x]) => x >= low && x <= high);
}

/** @param {WeightLabel} a @param {WeightLabel} b */
const areApart = (a, b) => Math.abs(a.x - b.x) >= LABEL.width || Math.abs(a.y - b.y) >= LABEL.height;
