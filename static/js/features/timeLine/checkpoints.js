/**
 * The places of a time line: the checkpoints of a run, and the present.
 *
 * @import {Frame} from '../../protocol/model.js'
 * @import {CheckpointsAnswer} from '../../protocol/types.d.ts'
 *
 * @typedef {object} Places one list per metric, in the order of the steps; the last place is the present
 * @property {number[]} steps
 * @property {number[]} epochs
 * @property {number[]} train NaN if the loss is not finite
 * @property {number[]} test NaN if there is none
 * @property {boolean[]} changed whether the run had other settings
 */

const orNaN = (/** @type {number | null} */ value) => value ?? NaN;

/**
 * List the places of a time line.
 *
 * @param {CheckpointsAnswer | null} checkpoints
 * @param {Frame | null} live the present
 * @returns {Places}
 */
export function placesOf(checkpoints, live) {
  const known = checkpoints?.step ?? [];
  // the list of checkpoints may be older than the present, which may have been rewound
  const before = live ? known.findIndex((step) => step >= live.step) : -1;
  const count = before < 0 ? known.length : before;
  const places = {
    steps: known.slice(0, count),
    epochs: checkpoints?.epoch.slice(0, count) ?? [],
    train: checkpoints?.train_loss.slice(0, count).map(orNaN) ?? [],
    test: checkpoints?.test_loss.slice(0, count).map(orNaN) ?? [],
    changed: checkpoints?.changed.slice(0, count) ?? [],
  };
  if (!live) return places;
  places.steps.push(live.step);
  places.epochs.push(live.epoch);
  places.train.push(orNaN(live.metrics.train_loss));
  places.test.push(orNaN(live.metrics.test_loss));
  places.changed.push(false);
  return places;
}

/**
 * Euclidean distance between two vectors of parameters; null if one is missing or their lengths differ.
 *
 * @param {Float32Array | null} then
 * @param {Float32Array | null} now
 */
export function distanceBetween(then, now) {
  if (!then || then.length !== now?.length) return null;
  let sum = 0;
  for (let i = 0; i < then.length; i++) sum += (now[i] - then[i]) ** 2;
  return Math.sqrt(sum);
}

/**
 * Index of the shown place: that of the checkpoint, of the nearest one before it if it no longer exists, or the
 * present.
 *
 * @param {Places} places
 * @param {number | null} checkpoint step of the shown checkpoint
 */
export function placeOf({ steps }, checkpoint) {
  const last = Math.max(0, steps.length - 1);
  if (checkpoint === null) return last;
  const after = steps.findIndex((step) => step > checkpoint);
  return after < 0 ? last : Math.max(0, after - 1);
}
