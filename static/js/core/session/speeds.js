/**
 * The speeds of playing.
 *
 * @import {Unit} from '../../protocol/model.js'
 *
 * @typedef {object} Speed
 * @property {string} name in the address
 * @property {string} label
 * @property {Unit} unit
 * @property {number | null} perSecond units per second; null: as fast as possible
 * @property {number} [stages] stages per second: slow motion. The unit is that of views without slow motion
 */

/** The speeds by number. Lessons may contain the numbers, so a new speed goes to the end. @type {Speed[]} */
export const SPEEDS = [
  { name: '1-sample', label: '1 sample a second', unit: 'sample', perSecond: 1 },
  { name: '1-batch', label: '1 batch a second', unit: 'step', perSecond: 1 },
  { name: '10-batches', label: '10 batches a second', unit: 'step', perSecond: 10 },
  { name: '1-epoch', label: '1 epoch a second', unit: 'epoch', perSecond: 1 },
  { name: '10-epochs', label: '10 epochs a second', unit: 'epoch', perSecond: 10 },
  { name: '60-epochs', label: '60 epochs a second', unit: 'epoch', perSecond: 60 },
  { name: 'fastest', label: 'as fast as possible', unit: 'step', perSecond: null },
  { name: '1-stage', label: '1 stage a second', unit: 'sample', perSecond: 1, stages: 1 },
  { name: '3-stages', label: '3 stages a second', unit: 'sample', perSecond: 1, stages: 3 },
];

/**
 * True for a speed of slow motion.
 *
 * @param {number} speed index into SPEEDS
 */
export const isSlow = (speed) => SPEEDS[speed].stages !== undefined;

/**
 * Index into SPEEDS of a speed in the address; -1 for an unknown name.
 *
 * @param {string} name
 */
export const speedNamed = (name) => SPEEDS.findIndex((speed) => speed.name === name);

/** Name of the speed with which most views start. */
export const USUAL_SPEED = '60-epochs';

export const DEFAULT_SPEED = speedNamed(USUAL_SPEED);

const numbers = SPEEDS.map((_, speed) => speed);

/** Indices of the speeds without slow motion, slowest first. */
export const FULL_SPEEDS = numbers.filter((speed) => !isSlow(speed));

/** Indices of all speeds, slowest first. */
export const ALL_SPEEDS = [...numbers.filter(isSlow), ...FULL_SPEEDS];

/**
 * Index into SPEEDS of a speed; -1 if it is none of them.
 *
 * @param {Unit} unit
 * @param {number | null} perSecond
 */
export const speedOf = (unit, perSecond) =>
  SPEEDS.findIndex((speed) => speed.perSecond === perSecond && (perSecond === null || speed.unit === unit));
