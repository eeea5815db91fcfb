/**
 * Line charts over steps or epochs by uPlot, with a legend that shows the values under the pointer.
 *
 * @import {Palette} from './palette.js'
 *
 * @typedef {{label: string, stroke: string, width?: number, dash?: number[]}} LineLook lines differ by more than
 *   colour: width, dashes, label
 *
 * @typedef {object} Line
 * @property {ArrayLike<number>} xs ascending
 * @property {ArrayLike<number>} ys NaN where there is none
 * @property {number} [length] number of points drawn; default: all
 */

import uPlot from 'uplot';

import { zoomOf } from './canvas.js';
import { formatCount, formatFigure, formatTick } from './format.js';

const SMALLEST = 1e-9; // value that zero is drawn as on a logarithmic scale
/** @type {uPlot.Range.MinMax} */
const EMPTY_LOGARITHMIC = [0.1, 10];
const LARGEST = 1e12; // end of the linear axis: a diverging loss would leave it without ticks
const TYPE_SIZE = 12; // CSS pixels
const FONT = 'system-ui, sans-serif';
/** Intervals between the ticks of the horizontal axis: whole numbers only. */
const WHOLE = [1, 2, 5]
  .flatMap((digit) => Array.from({ length: 8 }, (_, power) => digit * 10 ** power))
  .sort((a, b) => a - b);
const LEAST_LABEL = 40; // CSS pixels for the labels right of the lines
const LABEL_HEIGHT = 13;
const LEAST_PITCH = 16; // CSS pixels from one tick label to the next
const AXIS = 48; // CSS pixels below and above the lines

/**
 * @typedef {object} ChartLook
 * @property {number} width
 * @property {number} height
 * @property {boolean} logarithmic
 * @property {Palette} palette
 * @property {string} x label of the horizontal axis
 * @property {string} y
 * @property {LineLook[]} lines
 * @property {number} [smallest] lowest value on a logarithmic scale
 * @property {{between: [number, number], fill: string}[]} [bands] fills between two lines, the upper one first
 * @property {boolean} [named] whether every line has its label at its end
 */

/**
 * @param {HTMLElement} parent
 * @param {ChartLook} look
 */
export function createLineChart(parent, look) {
  // uPlot knows only the density of the screen: if a style sheet enlarges the page, the chart is drawn larger instead
  const scale = zoomOf(parent);
  const host = document.createElement('div');
  host.style.setProperty('zoom', String(1 / scale));
  host.style.setProperty('--scale', String(scale));
  parent.append(host);
  const options = optionsOf(look, scale);
  let mark = NaN;
  const chart = new uPlot(
    {
      ...options,
      hooks: { draw: [...(options.hooks?.draw ?? []), (drawn) => markPlace(drawn, mark, look.palette.ink, scale)] },
    },
    emptyData(look),
    host,
  );
  const least = look.smallest ?? SMALLEST;
  /**
   * Values that can be drawn: logarithmic scales have none below zero.
   *
   * @param {number} value
   */
  const drawable = (value) => {
    if (Number.isNaN(value) || (look.logarithmic && value < 0)) return null;
    return look.logarithmic ? Math.max(value, least) : value;
  };

  return {
    /**
     * Draw the lines, in the order of their styles.
     *
     * @param {Line[]} lines
     * @param {number} [marked] x of a vertical marker; NaN: none
     */
    draw(lines, marked = NaN) {
      mark = marked;
      const columns = lines.map(({ xs, ys, length = xs.length }) => [
        Array.from({ length }, (_, row) => xs[row]),
        Array.from({ length }, (_, row) => drawable(ys[row])),
      ]);
      const isAligned = lines.every(({ xs, length }) => xs === lines[0].xs && length === lines[0].length);
      const joined = isAligned
        ? [columns[0]?.[0] ?? [], ...columns.map(([, ys]) => ys)]
        : uPlot.join(/** @type {uPlot.AlignedData[]} */ (columns));
      chart.setData(/** @type {uPlot.AlignedData} */ (joined));
    },
    destroy() {
      chart.destroy();
      host.remove();
    },
  };
}

/**
 * @param {ChartLook} look
 * @returns {uPlot.AlignedData}
 */
const emptyData = ({ lines }) => /** @type {uPlot.AlignedData} */ ([[], ...lines.map(() => [])]);

/**
 * Range from zero, or from the lowest value.
 *
 * @param {number} low
 * @param {number} high
 * @returns {[number, number]}
 */
function linearRange(low, high) {
  const bottom = low < 0 ? Math.max(1.05 * low, -LARGEST) : 0;
  return [bottom, high > 0 ? Math.min(1.05 * high, LARGEST) : Number(bottom === 0)];
}

/**
 * Range that contains the values. A chart without values has one too, or uPlot would leave out the axis and cut the
 * labels of the other one.
 *
 * @param {number | null} low
 * @param {number | null} high
 * @returns {uPlot.Range.MinMax}
 */
const logarithmicRange = (low, high) =>
  low === null || high === null ? EMPTY_LOGARITHMIC : uPlot.rangeLog(low, high, 10, false);

/**
 * @param {ChartLook} look
 * @param {number} scale of all lengths
 * @returns {uPlot.Options}
 */
function optionsOf({ width, height, logarithmic, palette, x, y, lines, bands = [], named = false }, scale) {
  const axis = {
    stroke: palette.muted,
    font: `${TYPE_SIZE * scale}px ${FONT}`,
    labelFont: `${TYPE_SIZE * scale}px ${FONT}`,
    labelSize: 16 * scale,
    gap: 5 * scale,
    ticks: { show: false },
    grid: { stroke: palette.hairline, width: scale },
  };
  const grid = logarithmic ? { ...axis.grid, filter: powersOfTen } : axis.grid;
  const value = (/** @type {uPlot} */ _, /** @type {number | null} */ figure) => formatFigure(figure);
  return {
    width: width * scale,
    height: height * scale,
    padding: [8 * scale, (named ? labelRoom(lines) : 16) * scale, 0, 0],
    hooks: named ? { draw: [(chart) => labelLines(chart, scale)] } : {},
    cursor: { y: false, points: { size: 6 * scale } },
    legend: { live: true, markers: { show: false } },
    scales: {
      x: { time: false, range: (_, low, high) => [low ?? 0, Math.max(high ?? 0, (low ?? 0) + 1)] },
      y: logarithmic
        ? { distr: 3, range: (_, low, high) => logarithmicRange(low, high) }
        : { range: (_, low, high) => linearRange(low ?? 0, high ?? 0) },
    },
    axes: [
      {
        ...axis,
        label: x,
        size: 24 * scale,
        space: 50 * scale,
        grid: { show: false },
        incrs: WHOLE,
        values: (_, splits) => splits.map(formatCount),
      },
      {
        ...axis,
        label: y,
        size: (_, marks) => roomFor(marks) * scale,
        space: 30 * scale,
        grid,
        values: (_, splits) => (logarithmic ? thinned(splits, height) : splits).map(mark),
      },
    ],
    bands: bands.map(({ between: [upper, lower], fill }) => ({ series: [upper + 1, lower + 1], fill })),
    series: [
      { label: x, value: (_, at) => (at === null ? '–' : at.toFixed(at % 1 ? 2 : 0)) },
      ...lines.map(({ label, stroke, width, dash }) => ({
        label,
        stroke,
        width: (width ?? 1.5) * scale,
        dash: dash?.map((length) => length * scale),
        spanGaps: true,
        points: { show: false },
        value,
      })),
    ],
  };
}

/** @param {number | null} split */
const mark = (split) => (split === null ? '' : formatTick(split));

/**
 * Ticks of a logarithmic axis, without those whose labels would be too close to each other.
 *
 * @param {(number | null)[]} splits null: no label
 * @param {number} height of the chart
 */
function thinned(splits, height) {
  const every = Math.ceil((LEAST_PITCH * splits.filter((split) => split !== null).length) / (height - AXIS));
  const powers = (/** @type {number} */ split) => Math.round(Math.log10(split));
  return every <= 1 ? splits : splits.map((split) => (split !== null && powers(split) % every === 0 ? split : null));
}

/**
 * Width in pixels for the longest tick label, at least six characters: charts keep their width while values fall.
 *
 * @param {string[] | null} marks
 */
const roomFor = (marks) => Math.max(49, 10 + 6.5 * Math.max(0, ...(marks ?? []).map((mark) => mark.length)));

/**
 * One tick for every power of ten.
 *
 * @param {uPlot} _
 * @param {number[]} splits
 */
const powersOfTen = (_, splits) => splits.map((split) => (Number.isInteger(Math.log10(split)) ? split : null));

/**
 * A vertical line at a place.
 *
 * @param {uPlot} chart
 * @param {number} at
 * @param {string} colour
 * @param {number} scale
 */
function markPlace({ ctx, bbox, valToPos }, at, colour, scale) {
  if (!Number.isFinite(at)) return;
  ctx.fillStyle = colour;
  ctx.fillRect(Math.round(valToPos(at, 'x', true)), bbox.top, scale * (devicePixelRatio || 1), bbox.height);
}

/**
 * Width of the longest label in CSS pixels.
 *
 * @param {LineLook[]} lines
 */
function labelRoom(lines) {
  const context = /** @type {CanvasRenderingContext2D} */ (document.createElement('canvas').getContext('2d'));
  context.font = `${TYPE_SIZE}px ${FONT}`;
  return 12 + Math.ceil(Math.max(LEAST_LABEL, ...lines.map(({ label }) => context.measureText(label).width)));
}

/**
 * Write the label of every line at its end, without overlaps.
 *
 * @param {uPlot} chart
 * @param {number} scale
 */
function labelLines(chart, scale) {
  const { ctx, data, series, bbox } = chart;
  const density = scale * (devicePixelRatio || 1);
  const ends = series.slice(1).flatMap(({ label, stroke }, index) => {
    const value = Array.from(data[index + 1]).findLast((each) => each !== null && each !== undefined);
    const at = value === undefined || value === null ? NaN : chart.valToPos(value, 'y', true);
    return Number.isFinite(at)
      ? [{ label, at, colour: typeof stroke === 'function' ? stroke(chart, index + 1) : stroke }]
      : [];
  });
  ends.sort((a, b) => a.at - b.at);
  const places = spread(
    ends.map(({ at }) => at),
    LABEL_HEIGHT * density,
    bbox.top + bbox.height,
  );
  ctx.save();
  ctx.font = `${TYPE_SIZE * density}px ${FONT}`;
  ctx.textAlign = 'left';
  ctx.textBaseline = 'middle';
  ends.forEach(({ label, colour }, index) => {
    ctx.fillStyle = /** @type {string} */ (colour);
    ctx.fillText(String(label), bbox.left + bbox.width + 6 * density, places[index]);
  });
  ctx.restore();
}

/**
 * Places with a minimal distance, none beyond `most`, as close as possible to the given ones.
 *
 * @param {number[]} wanted ascending
 * @param {number} apart
 * @param {number} most
 */
export function spread(wanted, apart, most) {
  const places = [...wanted];
  for (let i = 1; i < places.length; i++) places[i] = Math.max(places[i], places[i - 1] + apart);
  for (let i = places.length - 1; i >= 0; i--) {
    places[i] = Math.min(places[i], i === places.length - 1 ? most : places[i + 1] - apart);
  }
  return places;
}
