/**
 * The chart of the losses: the test loss as a solid line, the training loss as a lighter, dashed one.
 *
 * @import {Palette} from './palette.js'
 *
 * @typedef {object} Losses
 * @property {number} length
 * @property {Float64Array} epochs
 * @property {Float64Array} train
 * @property {Float64Array} test NaN where there is none
 */

import { createLineChart } from './lineChart.js';

/**
 * @param {HTMLElement} parent
 * @param {{width: number, height: number, logarithmic: boolean, palette: Palette}} look
 */
export function createLossChart(parent, look) {
  const lines = [
    { label: 'Training', stroke: look.palette.muted, width: 1.25, dash: [4, 3] },
    { label: 'Test', stroke: look.palette.ink, width: 1.75 },
  ];
  const { draw, destroy } = createLineChart(parent, { ...look, x: 'Epoch', y: 'Loss', lines });
  return {
    /**
     * @param {Losses} losses
     * @param {number} marked epoch of the checkpoint shown; NaN: none
     */
    draw({ length, epochs, train, test }, marked) {
      draw(
        [train, test].map((ys) => ({ xs: epochs, ys, length })),
        marked,
      );
    },
    destroy,
  };
}
