/**
 * Edits of a run's points: each returns new data and leaves the old unchanged.
 *
 * @import {PointData} from '../../protocol/types.d.ts'
 *
 * @typedef {{x1: number, x2: number}} Place
 */

/**
 * Add a training point, of a class that may be new, or of a value.
 *
 * @param {PointData} data
 * @param {Place} at
 * @param {number} target class index, or value in regression
 * @returns {PointData}
 */
export function addPoint(data, at, target) {
  const grown = data.task !== 'regression' && target >= (data.classes ?? 0) ? withClass(data) : data;
  const index = grown.train_size;
  return withRows(
    grown,
    grown.inputs.toSpliced(index, 0, [at.x1, at.x2]),
    asRows(grown).toSpliced(index, 0, grown.task === 'regression' ? [target] : target),
    index + 1,
  );
}

/**
 * @param {PointData} data
 * @param {number} index
 * @param {Place} to
 * @returns {PointData}
 */
export const movePoint = (data, index, to) => ({ ...data, inputs: data.inputs.with(index, [to.x1, to.x2]) });

/**
 * Remove a point; null if none would be left to train on.
 *
 * @param {PointData} data
 * @param {number} index
 */
export function removePoint(data, index) {
  const trains = index < data.train_size;
  if (trains && data.train_size === 1) return null;
  const size = data.train_size - Number(trains);
  return withRows(data, data.inputs.toSpliced(index, 1), asRows(data).toSpliced(index, 1), size);
}

/**
 * Remove all points but one of each class, or one in regression, since training needs data.
 *
 * @param {PointData} data
 * @returns {PointData}
 */
export function clearPoints(data) {
  const targets = asRows(data);
  const firsts = data.task === 'regression' ? [0] : [...new Set(targets)].map((target) => targets.indexOf(target));
  const kept = firsts.toSorted((a, b) => a - b);
  return withRows(
    data,
    kept.map((index) => data.inputs[index]),
    kept.map((index) => targets[index]),
    kept.length,
  );
}

/**
 * Index of the point nearest to a place, with both axes scaled alike; -1 if none is within reach.
 *
 * @param {PointData} data
 * @param {Place} at
 * @param {{reach: number, spans: [number, number], count: number}} look `reach`: as a share of the plane's side;
 *   `spans`: of the two axes; `count`: how many of the points are shown, from the first
 */
export function nearestPoint({ inputs }, at, { reach, spans, count }) {
  let nearest = -1;
  let least = reach;
  for (let index = 0; index < count; index++) {
    const [x1, x2] = inputs[index];
    const distance = Math.hypot((x1 - at.x1) / spans[0], (x2 - at.x2) / spans[1]);
    if (distance > least) continue;
    nearest = index;
    least = distance;
  }
  return nearest;
}

/**
 * @param {PointData} data
 * @returns {PointData}
 */
const withClass = (data) => ({ ...data, task: 'multiclass', classes: (data.classes ?? 0) + 1 });

/**
 * Targets as a list of one type.
 *
 * @param {PointData} data
 */
const asRows = ({ targets }) => /** @type {(number | number[])[]} */ (targets);

/**
 * @param {PointData} data
 * @param {number[][]} inputs
 * @param {(number | number[])[]} targets
 * @param {number} trainSize
 * @returns {PointData}
 */
function withRows(data, inputs, targets, trainSize) {
  return {
    ...data,
    inputs,
    targets: /** @type {PointData['targets']} */ (targets),
    train_size: trainSize,
    test_size: inputs.length - trainSize,
  };
}
