/**
 * Positions of everything in the plot of an experiment: a dot for each run, by its value and its result.
 *
 * @import {Experiment, ExperimentEvent} from '../../../protocol/room.js'
 *
 * @typedef {'waiting' | 'training' | 'finished' | 'diverged'} DotState
 * @typedef {{number: number, value: number, x: number, y: number, state: DotState, isServer: boolean, isMine: boolean,
 *   metric: number | null}} Dot
 * @typedef {{at: number, label: string}} Tick
 *
 * @typedef {object} Plot
 * @property {{left: number, right: number, top: number, bottom: number}} area of the results
 * @property {number} radius of a dot
 * @property {Dot[]} dots the member's own is the last
 * @property {Tick[]} xs
 * @property {boolean} isSlanted whether the labels of the values need more room than side by side
 * @property {Tick[]} ys
 * @property {{x: number, y: number, half: number}[]} medians of the runs of a value; half: half the width of its mark
 * @property {boolean} isLine whether the medians are joined by a line
 * @property {{waiting: number | null, diverged: number | null}} rows heights of runs without a result; null: none
 */

import { median, nice, ticks } from 'd3-array';

import { formatTick } from '../../../draw/format.js';

const WIDTH = 0.56; // of a character, relative to the size of the type
const WIDE_RATIO = 5; // of losses, from which their axis is logarithmic
const MOST_TICKS = 7;
const STEPS = [1, 2, 5];
const BOUNDS = [1, 1.5, 2, 3, 5, 7]; // mantissas at which a logarithmic axis may end

/**
 * @param {Experiment} experiment
 * @param {ExperimentEvent | null} progress
 * @param {object} look
 * @param {number} look.width
 * @param {number} look.height
 * @param {number} look.type size of the type, which everything follows
 * @param {(value: string | number) => string} look.labelOf
 * @returns {Plot}
 */
export function plotOf(experiment, progress, { width, height, type, labelOf }) {
  const { values, trials, mine, metric, vary, scale } = experiment;
  const runs = runsOf(experiment, progress);
  const isEven = scale === 'names' || vary === 'seed';
  const labels = values.map(labelOf);
  const longest = Math.max(...labels.map((label) => label.length)) * WIDTH * type;
  const rows = ['waiting', 'diverged'].filter((state) => runs.some((run) => run.state === state));
  const left = 5.2 * type;
  const right = width - 1.2 * type;
  const isSlanted = scale === 'names' && longest > (right - left) / values.length - 0.4 * type;
  const area = {
    left,
    right,
    top: (1 + 1.8 * rows.length) * type,
    bottom: height - (isSlanted ? 0.72 * longest + 2.6 * type : 3.6 * type),
  };
  const xOf = placesOf(values, isEven ? 'names' : scale, area);
  const rowOf = (/** @type {string} */ state) => (rows.includes(state) ? (1 + 1.8 * rows.indexOf(state)) * type : null);
  const y = heightsOf(
    runs.flatMap(({ metric: reached }) => (reached === null ? [] : [reached])),
    metric,
    area,
  );
  const gaps = xOf.slice(1).map((x, index) => Math.abs(x - xOf[index]));
  const repeats = Math.ceil(trials / values.length);
  const gap = Math.min(...gaps, 20 * type);
  const beside = Math.min(type, (0.7 * gap) / repeats); // from a run of a value to the next
  const dots = runs.map((run) => {
    const row = rowOf(run.state);
    const repeat = Math.floor(run.number / values.length);
    const aside = (repeat - (repeats - 1) / 2) * beside;
    return {
      ...run,
      x: xOf[run.value] + aside,
      y: row ?? y.at(run.metric ?? NaN),
      isMine: run.number === mine?.index,
    };
  });
  const measured = dots.filter(({ state }) => state !== 'waiting');
  return {
    area,
    radius: Math.max(0.22 * type, 0.44 * beside),
    dots: dots.toSorted((a, b) => Number(a.isMine) - Number(b.isMine) || Number(b.isServer) - Number(a.isServer)),
    xs: ticksOf(xOf, labels, type, scale === 'names'),
    isSlanted,
    ys: y.ticks,
    medians: mediansOf(measured, {
      xOf,
      area,
      at: y.at,
      half: Math.min(0.45 * gap, Math.max(type, (beside * repeats) / 2)),
      isOne: vary === 'seed',
      isAccuracy: metric === 'accuracy',
    }),
    isLine: !isEven,
    rows: { waiting: rowOf('waiting'), diverged: rowOf('diverged') },
  };
}

/**
 * The present result of each run.
 *
 * @param {Experiment} experiment
 * @param {ExperimentEvent | null} progress
 */
function runsOf({ id, trials, values }, progress) {
  const known = progress?.id === id ? progress : null;
  const server = new Set(known?.server);
  return Array.from({ length: trials }, (_, number) => {
    const letter = known?.states[number] ?? 'o';
    const metric = known?.metrics[number] ?? null;
    /** @type {DotState} */
    const state = letter === 'x' ? 'diverged' : metric === null ? 'waiting' : letter === 'f' ? 'finished' : 'training';
    return { number, value: number % values.length, state, metric, isServer: letter === 'o' || server.has(number) };
  });
}

/**
 * Horizontal places of the values.
 *
 * @param {(string | number)[]} values
 * @param {Experiment['scale']} scale
 * @param {{left: number, right: number}} area
 */
function placesOf(values, scale, { left, right }) {
  const numbers = values.map((value, index) => {
    if (scale === 'names' || typeof value !== 'number') return index;
    return scale === 'log' ? Math.log(value) : value;
  });
  const low = Math.min(...numbers);
  const span = Math.max(...numbers) - low || 1;
  const margin = scale === 'names' ? (right - left) / (2 * values.length) : 0.06 * (right - left);
  return numbers.map((number) => left + margin + ((number - low) / span) * (right - left - 2 * margin));
}

/**
 * Labels of the values, of numbers only every second, third … if they would overlap.
 *
 * @param {number[]} places
 * @param {string[]} labels
 * @param {number} type
 * @param {boolean} areAll
 * @returns {Tick[]}
 */
function ticksOf(places, labels, type, areAll) {
  const order = places.map((at, index) => ({ at, label: labels[index] })).toSorted((a, b) => a.at - b.at);
  const half = (/** @type {Tick} */ { label }) => (label.length * WIDTH * type) / 2;
  for (let every = 1; ; every++) {
    const chosen = order.filter((_, index) => index % every === 0);
    const isFree = chosen.every((tick, index) => {
      const before = chosen[index - 1];
      return !before || tick.at - half(tick) >= before.at + half(before) + 0.6 * type;
    });
    if (areAll || isFree) return chosen;
  }
}

/**
 * The vertical axis: logarithmic for losses that differ much.
 *
 * @param {number[]} reached
 * @param {Experiment['metric']} metric
 * @param {{top: number, bottom: number}} area
 * @returns {{at: (value: number) => number, ticks: Tick[]}}
 */
function heightsOf(reached, metric, { top, bottom }) {
  if (reached.length === 0) return { at: () => NaN, ticks: [] };
  const isAccuracy = metric === 'accuracy';
  const low = Math.min(...reached);
  const high = Math.max(...reached);
  const isLog = !isAccuracy && low > 0 && high / low >= WIDE_RATIO;
  const [first, last] = isAccuracy
    ? [Math.min(0.9, Math.floor(low * 10) / 10), 1]
    : isLog
      ? [niceBelow(low), niceAbove(high)]
      : nice(0, high || 1, MOST_TICKS - 2);
  const of = isLog ? Math.log : (/** @type {number} */ value) => value;
  const at = (/** @type {number} */ value) =>
    bottom - ((of(value) - of(first)) / (of(last) - of(first) || 1)) * (bottom - top);
  const marks = isLog ? logTicks(first, last) : ticks(first, last, MOST_TICKS - 2);
  const label = (/** @type {number} */ value) => (isAccuracy ? `${Math.round(100 * value)} %` : formatTick(value));
  return { at, ticks: marks.map((value) => ({ at: at(value), label: label(value) })) };
}

/**
 * Round numbers of a logarithmic axis: 1, 2 and 5 times powers of ten, or the powers alone if there are many.
 *
 * @param {number} first
 * @param {number} last
 */
function logTicks(first, last) {
  const from = Math.floor(Math.log10(first) + 1e-9);
  const powers = Array.from({ length: Math.ceil(Math.log10(last) - 1e-9) - from + 1 }, (_, index) => from + index);
  const inside = (/** @type {number} */ value) => value >= first * (1 - 1e-9) && value <= last * (1 + 1e-9);
  const all = powers.flatMap((power) => STEPS.map((step) => step * 10 ** power)).filter(inside);
  if (all.length <= MOST_TICKS) return all.filter((value) => value >= 1e-3 || isPowerOfTen(value));
  const tens = powers.map((power) => 10 ** power).filter(inside);
  const every = Math.ceil(tens.length / MOST_TICKS);
  return tens.filter((_, index) => index % every === 0);
}

/** @param {number} value */
const isPowerOfTen = (value) => Math.abs(Math.log10(value) - Math.round(Math.log10(value))) < 1e-9;

/** The largest end of an axis that is not above a value. @param {number} value */
function niceBelow(value) {
  const power = 10 ** Math.floor(Math.log10(value));
  return power * (BOUNDS.findLast((step) => step * power <= value) ?? 1);
}

/** The smallest that is not below a value. @param {number} value */
function niceAbove(value) {
  const power = 10 ** Math.floor(Math.log10(value));
  return power * (BOUNDS.find((step) => step * power >= value) ?? 10);
}

/**
 * The median of each value, or of all runs if only the seed varies. Diverged runs count as worst: a value of which
 * half or more have diverged has none.
 *
 * @param {Dot[]} measured
 * @param {{xOf: number[], area: {left: number, right: number}, at: (value: number) => number, half: number,
 *   isOne: boolean, isAccuracy: boolean}} how
 */
function mediansOf(measured, { xOf, area, at, half, isOne, isAccuracy }) {
  const worst = isAccuracy ? -Infinity : Infinity;
  const middle = (/** @type {Dot[]} */ dots) => median(dots, (dot) => dot.metric ?? worst) ?? NaN;
  if (isOne) {
    const y = at(middle(measured));
    const half = (area.right - area.left) / 2;
    return measured.length > 1 && Number.isFinite(y) ? [{ x: area.left + half, y, half }] : [];
  }
  return xOf
    .map((x, index) => ({ x, own: measured.filter(({ value }) => value === index) }))
    .map(({ x, own }) => ({ x, y: at(middle(own)), half: own.length > 1 ? half : 0 }))
    .filter(({ y }) => Number.isFinite(y))
    .toSorted((a, b) => a.x - b.x);
}
