/**
 * The class experiment of a room that is in view: the newest.
 *
 * @import {Experiment, RoomAnswer} from '../../protocol/room.js'
 */

/**
 * The newest experiment; null if there is none.
 *
 * @param {Pick<RoomAnswer, 'experiments'> | null | undefined} room
 * @returns {Experiment | null}
 */
export const newestExperiment = (room) => room?.experiments.at(-1) ?? null;

/**
 * The newest experiment, if projector and members see it.
 *
 * @param {Pick<RoomAnswer, 'experiments'> | null | undefined} room
 */
export function shownExperiment(room) {
  const newest = newestExperiment(room);
  return newest?.shown ? newest : null;
}

/**
 * Whether the member's own run belongs to an experiment at present, which alone trains and changes it.
 *
 * @param {Pick<RoomAnswer, 'experiments'> | null | undefined} room
 */
export function isTaken(room) {
  const newest = newestExperiment(room);
  return newest !== null && newest.state !== 'over' && ['dealt', 'training'].includes(newest.mine?.state ?? '');
}
