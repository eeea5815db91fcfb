/**
 * The chart of the losses, drawn by uPlot. The test loss is a firm line, the training loss a lighter, dashed one: which
 * is which is told by more than colour.
 *
 * @import {Palette} from './palette.js'
 */

import uPlot from 'uplot';

import { formatFigure, formatPower } from './format.js';

const SMALLEST = 1e-9; // what a loss of zero is drawn as on a logarithmic scale
const LARGEST = 1e12; // where the linear axis ends: a loss that diverges would leave it without marks
const FONT = '11px system-ui, sans-serif';

/**
 * @typedef {object} Losses
 * @property {number} length
 * @property {Float64Array} epochs
 * @property {Float64Array} train
 * @property {Float64Array} test NaN where there is none
 */

/**
 * @param {HTMLElement} parent
 * @param {{width: number, height: number, logarithmic: boolean, palette: Palette}} look
 */
export function createLossChart(parent, look) {
  const chart = new uPlot(options(look), [[], [], []], parent);
  /** What can be drawn: a loss below zero, as a linear one may be, has no logarithm. @param {number} loss */
  const drawable = (loss) => {
    if (Number.isNaN(loss) || (look.logarithmic && loss < 0)) return null;
    return look.logarithmic ? Math.max(loss, SMALLEST) : loss;
  };
  /** @param {Float64Array} column @param {number} length */
  const curve = (column, length) => Array.from(column.subarray(0, length), drawable);

  return {
    /** @param {Losses} losses */
    draw({ length, epochs, train, test }) {
      const xs = Array.from(epochs.subarray(0, length));
      chart.setData([xs, curve(train, length), curve(test, length)]);
    },
    destroy: () => chart.destroy(),
  };
}

/** From zero, or from below where losses are. @param {number} low @param {number} high @returns {[number, number]} */
function linearRange(low, high) {
  const bottom = low < 0 ? Math.max(1.05 * low, -LARGEST) : 0;
  return [bottom, high > 0 ? Math.min(1.05 * high, LARGEST) : Number(bottom === 0)];
}

/**
 * @param {{width: number, height: number, logarithmic: boolean, palette: Palette}} look
 * @returns {uPlot.Options}
 */
function options({ width, height, logarithmic, palette }) {
  const axis = {
    stroke: palette.muted,
    font: FONT,
    labelFont: FONT,
    labelSize: 16,
    ticks: { show: false },
    grid: { stroke: palette.hairline, width: 1 },
  };
  const grid = logarithmic ? { ...axis.grid, filter: powersOfTen } : axis.grid;
  const value = (/** @type {uPlot} */ _, /** @type {number | null} */ loss) => formatFigure(loss);
  return {
    width,
    height,
    padding: [8, 16, 0, 0],
    cursor: { y: false, points: { size: 6 } },
    legend: { live: true, markers: { show: false } },
    scales: {
      x: { time: false, range: (_, low, high) => [low ?? 0, Math.max(high ?? 0, (low ?? 0) + 1)] },
      y: logarithmic ? { distr: 3 } : { range: (_, low, high) => linearRange(low ?? 0, high ?? 0) },
    },
    axes: [
      { ...axis, label: 'Epoch', size: 24, grid: { show: false } },
      {
        ...axis,
        label: 'Loss',
        size: (_, values) => roomFor(values),
        grid,
        values: (_, splits) => splits.map((split) => tick(split, logarithmic)),
      },
    ],
    series: [
      { label: 'Epoch', value: (_, epoch) => (epoch === null ? '–' : epoch.toFixed(epoch % 1 ? 2 : 0)) },
      { label: 'Training', stroke: palette.muted, width: 1.25, dash: [4, 3], points: { show: false }, value },
      { label: 'Test', stroke: palette.ink, width: 1.75, points: { show: false }, value },
    ],
  };
}

/** @param {number | null} value @param {boolean} logarithmic */
function tick(value, logarithmic) {
  if (value === null) return '';
  return logarithmic || Math.abs(value) >= 1e4 ? formatPower(value).replace('.0', '') : String(Number(value.toPrecision(3))).replace('-', '−');
}

/** Pixels for the longest mark of the axis, never fewer than for five characters. @param {string[] | null} marks */
const roomFor = (marks) => Math.max(40, 10 + 6 * Math.max(0, ...(marks ?? []).map((mark) => mark.length)));

/** One line for every power of ten. @param {uPlot} _ @param {number[]} splits */
const powersOfTen = (_, splits) => splits.map((split) => (Number.isInteger(Math.log10(split)) ? split : null));
