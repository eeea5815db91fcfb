/**
 * The loss beside the outputs: prediction, target and loss of the sample.
 *
 * @import {Pass, Stage} from '../../../core/slowMotion/pass.js'
 * @import {Placement} from '../../../draw/layout.js'
 */

import { html } from 'htm/preact';

import { formatShort } from '../../../draw/format.js';

// CSS pixels
const ROW = 26; // height of a badge with the loss alone
const ROWS = 60; // with prediction and target
const GAP = 12; // to the output under it
const WIDTH = 92;
const WIDE = 148; // with words beside the symbols
const ROOM = 160; // distance between columns from which on the words fit
const EDGE = 2;

/**
 * Place of the loss: over the output. Over several outputs, which can fill their column, only the loss itself fits.
 *
 * @param {Placement} placement
 * @returns {{x: number, y: number, width: number}} its centre and width
 */
export function placeOfLoss({ columns, width: whole }) {
  const [before, { x, ys, node }] = columns.slice(-2);
  const width = x - before.x < ROOM ? WIDTH : WIDE;
  const y = ys.length === 1 ? ys[0] - node / 2 - GAP - ROWS / 2 : ys[0] - node / 2 - GAP / 3 - ROW / 2;
  return { x: Math.min(x, whole - width / 2 - EDGE), y, width };
}

/** @param {{pass: Pass, stage: Stage, placement: Placement}} props */
export function LossBadge({ pass, stage, placement }) {
  const loss = pass.trace.ops.find((op) => op.kind === 'loss');
  if (!loss) return null;
  const { x, y, width } = placeOfLoss(placement);
  const row = (
    /** @type {string} */ word,
    /** @type {string} */ symbol,
    /** @type {number | null | undefined} */ value,
  ) => html`<div><dt>${width === WIDE && `${word} `}${symbol}</dt><dd>${formatShort(value ?? NaN)}</dd></div>`;
  return html`<dl
    class=${`loss-badge ${stage.phase === 'loss' ? 'lit' : ''}`}
    style=${{ left: `${x}px`, top: `${y}px`, width: `${width}px` }}
  >
    ${
      loss.prediction.length === 1 &&
      html`${row('prediction', 'ŷ', loss.prediction[0])}${row('target', 'y', loss.targets?.[0])}`
    }
    ${row('loss', 'L', loss.value)}
  </dl>`;
}
