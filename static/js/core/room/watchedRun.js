/**
 * The run of somebody else in a room, for `Live`: a session that is reached through the room, read only.
 *
 * @import {RoomRest} from '../../protocol/rooms.js'
 * @import {Environment} from '../environment.js'
 * @import {LiveEnvironment} from '../session/live.js'
 */

import { queryOf } from '../../protocol/query.js';
import { Samples } from '../session/samples.js';

/** Path of the teacher's run within a room. */
export const TEACHERS_RUN = '/run';

/**
 * Path of a member's run within a room.
 *
 * @param {string} member
 */
export const runOfMember = (member) => `/members/${member}`;

/**
 * What a `Live` needs to follow a run in a room, whatever id it is asked to connect to.
 *
 * @param {Pick<Environment, 'openSocket' | 'clock'>} environment
 * @param {Pick<RoomRest, 'getData' | 'getHistory' | 'path'>} rest calls in the role of this page
 * @param {string} run its path within the room
 * @returns {LiveEnvironment}
 */
export function watchedRun({ openSocket, clock }, rest, run) {
  const getData = () => rest.getData(run);
  return {
    clock,
    openStream: (_, view, handlers) => openSocket(`${rest.path(`${run}/stream`)}&${queryOf(view)}`, handlers),
    samples: new Samples({ getData }),
    rest: { getSession: getData, getHistory: () => rest.getHistory(run) },
  };
}
