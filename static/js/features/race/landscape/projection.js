/**
 * The plane of parameters that the ways of runs are drawn on: where parameters lie on it, and when it no longer shows them.
 *
 * @import {LandscapeAnswer} from '../../../protocol/types.d.ts'
 *
 * @typedef {[[number, number], [number, number]]} Window from where to where each of the two coordinates goes
 *
 * @typedef {object} Way
 * @property {number[]} steps
 * @property {[number, number][]} points
 *
 * @typedef {object} Ground numbers on square cells, row 0 at the top
 * @property {Float64Array} values (size, size); Infinity where there is no finite one
 * @property {number} size
 * @property {Window} window
 */

const LONGEST = 600; // points of a way; a longer one is thinned to every second
const GROWN = 1.5; // a plane fitted to ways is fitted anew when they have become so much longer

/**
 * From parameters to the point of the plane nearest to them, as (a, b) of centre + a · first + b · second.
 *
 * @param {Pick<LandscapeAnswer, 'centre' | 'first' | 'second'>} plane
 * @returns {(parameters: ArrayLike<number>) => [number, number]}
 */
export function projector({ centre, first, second }) {
  // the normal equations of two unknowns
  const dot = (/** @type {number[]} */ a, /** @type {number[]} */ b) =>
    a.reduce((sum, value, i) => sum + value * b[i], 0);
  const [ff, fs, ss] = [dot(first, first), dot(first, second), dot(second, second)];
  const determinant = ff * ss - fs * fs;
  return (parameters) => {
    let alongFirst = 0;
    let alongSecond = 0;
    for (let i = 0; i < centre.length; i++) {
      const away = parameters[i] - centre[i];
      alongFirst += away * first[i];
      alongSecond += away * second[i];
    }
    if (!(determinant > 0)) return [ff > 0 ? alongFirst / ff : 0, 0];
    return [(ss * alongFirst - fs * alongSecond) / determinant, (ff * alongSecond - fs * alongFirst) / determinant];
  };
}

/**
 * A way with one more point; at a step that it has reached already it stays, and at an earlier one it begins anew.
 *
 * @param {Way} way
 * @param {number} step
 * @param {[number, number]} point
 * @returns {Way}
 */
export function extended(way, step, point) {
  const last = way.steps.at(-1) ?? -1;
  if (step === last) return way;
  if (step < last) return { steps: [step], points: [point] };
  const { steps, points } = way.steps.length >= LONGEST ? thinned(way) : way;
  return { steps: [...steps, step], points: [...points, point] };
}

/** @param {Way} way @returns {Way} */
const thinned = ({ steps, points }) => {
  const kept = (/** @type {unknown} */ _, /** @type {number} */ index) => index % 2 === 0;
  return { steps: steps.filter(kept), points: points.filter(kept) };
};

/** @param {[number, number]} point @param {Window} window */
const isWithin = ([a, b], [[left, right], [bottom, top]]) => a >= left && a <= right && b >= bottom && b <= top;

/**
 * Whether the plane is to be fitted anew: the ways have left its window, or they are much longer than what it was fitted to.
 *
 * @param {{fittedAt: number, window: Window, kind: 'pca' | 'random'}} plane fittedAt: the step
 * @param {number} step
 * @param {[number, number][]} heads where the racers are, without those that diverged
 */
export function isOutgrown({ fittedAt, window, kind }, step, heads) {
  if (heads.some((head) => !isWithin(head, window))) return true;
  return kind === 'pca' && step > GROWN * fittedAt + 1;
}

/** The grid of an answer as flat numbers. @param {(number | null)[][]} rows @param {Window} window @returns {Ground} */
export function groundOf(rows, window) {
  const values = Float64Array.from(rows.flat(), (value) => value ?? Infinity);
  return { values, size: rows.length, window };
}

/**
 * The value of the cell that a point is in; null outside, or where there is none.
 *
 * @param {Ground} ground
 * @param {[number, number]} point
 */
export function valueAt({ values, size, window }, point) {
  if (!isWithin(point, window)) return null;
  const [[left, right], [bottom, top]] = window;
  const column = Math.min(size - 1, Math.floor((size * (point[0] - left)) / (right - left)));
  const row = Math.min(size - 1, Math.floor((size * (top - point[1])) / (top - bottom)));
  const value = values[row * size + column];
  return Number.isFinite(value) ? value : null;
}
