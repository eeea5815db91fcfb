/**
 * The places on a run's time line: the moments that are kept, and now.
 *
 * @import {Frame} from '../../protocol/model.js'
 * @import {MomentsAnswer} from '../../protocol/types.d.ts'
 *
 * @typedef {object} Places one column a figure, in the order of the steps; the last place is now
 * @property {number[]} steps
 * @property {number[]} epochs
 * @property {number[]} train NaN where the loss is not finite
 * @property {number[]} test NaN where there is none
 * @property {boolean[]} changed whether the run's settings were others
 */

const figure = (/** @type {number | null} */ value) => value ?? NaN;

/**
 * @param {MomentsAnswer | null} moments
 * @param {Frame | null} live
 * @returns {Places}
 */
export function placesOf(moments, live) {
  const kept = moments?.step ?? [];
  // what is known of the moments may be older than what is known of now
  const before = live ? kept.findIndex((step) => step >= live.step) : -1;
  const count = before < 0 ? kept.length : before;
  const places = {
    steps: kept.slice(0, count),
    epochs: moments?.epoch.slice(0, count) ?? [],
    train: moments?.train_loss.slice(0, count).map(figure) ?? [],
    test: moments?.test_loss.slice(0, count).map(figure) ?? [],
    changed: moments?.changed.slice(0, count) ?? [],
  };
  if (!live) return places;
  places.steps.push(live.step);
  places.epochs.push(live.epoch);
  places.train.push(figure(live.metrics.train_loss));
  places.test.push(figure(live.metrics.test_loss));
  places.changed.push(false);
  return places;
}

/**
 * How far apart two vectors of parameters are; null where they are not streamed, or not of this network.
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
 * Where on the time line one looks: at the place of a step, at the nearest one before where it is not kept any more, or now.
 *
 * @param {Places} places
 * @param {number | null} past
 */
export function placeOf({ steps }, past) {
  const last = Math.max(0, steps.length - 1);
  if (past === null) return last;
  const after = steps.findIndex((step) => step > past);
  return after < 0 ? last : Math.max(0, after - 1);
}
