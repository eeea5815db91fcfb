/**
 * A plane in parameter space: projection of parameters onto it, paths of runs on it, and values at its points.
 *
 * @import {LandscapeAnswer} from '../../../protocol/types.d.ts'
 *
 * @typedef {[[number, number], [number, number]]} Window range of each of the two coordinates
 *
 * @typedef {object} Path
 * @property {number[]} steps
 * @property {[number, number][]} points
 *
 * @typedef {object} HeightMap values on a grid of square cells, row 0 at the top
 * @property {Float64Array} values (size, size); Infinity if not finite
 * @property {number} size
 * @property {Window} window
 */

const MAX_POINTS = 600; // of a path; longer paths are thinned to every second point
const GROWTH = 1.5; // a plane is fitted again when the runs have taken this many times as many steps

/**
 * Create the orthogonal projection onto the plane centre + a · first + b · second, as (a, b).
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
 * Add a point to a path. The same step again changes nothing; an earlier step starts a new path.
 *
 * @param {Path} path
 * @param {number} step
 * @param {[number, number]} point
 * @returns {Path}
 */
export function extendPath(path, step, point) {
  const last = path.steps.at(-1) ?? -1;
  if (step === last) return path;
  if (step < last) return { steps: [step], points: [point] };
  const { steps, points } = path.steps.length >= MAX_POINTS ? thinned(path) : path;
  return { steps: [...steps, step], points: [...points, point] };
}

/**
 * @param {Path} path
 * @returns {Path}
 */
const thinned = ({ steps, points }) => {
  const kept = (/** @type {unknown} */ _, /** @type {number} */ index) => index % 2 === 0;
  return { steps: steps.filter(kept), points: points.filter(kept) };
};

/**
 * @param {[number, number]} point
 * @param {Window} window
 */
const isWithin = ([a, b], [[left, right], [bottom, top]]) => a >= left && a <= right && b >= bottom && b <= top;

/**
 * True if the plane should be fitted again: a run has left its window, or the paths have become much longer.
 *
 * @param {{fittedAt: number, window: Window, kind: 'pca' | 'random'}} plane `fittedAt`: step
 * @param {number} step
 * @param {[number, number][]} heads current points of the racers, except diverged ones
 */
export function isOutgrown({ fittedAt, window, kind }, step, heads) {
  if (heads.some((head) => !isWithin(head, window))) return true;
  return kind === 'pca' && step > GROWTH * fittedAt + 1;
}

/**
 * Convert the grid of an answer.
 *
 * @param {(number | null)[][]} rows
 * @param {Window} window
 * @returns {HeightMap}
 */
export function heightMapOf(rows, window) {
  const values = Float64Array.from(rows.flat(), (value) => value ?? Infinity);
  return { values, size: rows.length, window };
}

/**
 * Value of the cell that contains a point; null outside and if not finite.
 *
 * @param {HeightMap} heightMap
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
