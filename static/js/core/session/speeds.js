/**
 * The speeds of playing.
 *
 * @import {Unit} from '../../protocol/model.js'
 */

/** @type {{label: string, unit: Unit, perSecond: number | null}[]} slowest first; null: as fast as it can */
export const SPEEDS = [
  { label: '1 sample a second', unit: 'sample', perSecond: 1 },
  { label: '1 batch a second', unit: 'step', perSecond: 1 },
  { label: '10 batches a second', unit: 'step', perSecond: 10 },
  { label: '1 epoch a second', unit: 'epoch', perSecond: 1 },
  { label: '10 epochs a second', unit: 'epoch', perSecond: 10 },
  { label: '60 epochs a second', unit: 'epoch', perSecond: 60 },
  { label: 'as fast as it can', unit: 'step', perSecond: null },
];

export const DEFAULT_SPEED = 5;

/**
 * Index into SPEEDS of a speed; -1 if it is none of them.
 *
 * @param {Unit} unit
 * @param {number | null} perSecond
 */
export const speedOf = (unit, perSecond) =>
  SPEEDS.findIndex((speed) => speed.perSecond === perSecond && (perSecond === null || speed.unit === unit));
