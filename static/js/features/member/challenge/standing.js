/**
 * How a member stands in a challenge, in sentences.
 *
 * @import {Challenge} from '../../../protocol/room.js'
 */

import { goalOf, howOf, measuredOf, placeOf } from '../../shared/challenge/words.js';

/**
 * Whether a challenge concerns the member: it is running, or the member took part.
 *
 * @param {Challenge} challenge
 */
export const concerns = ({ state, mine }) => state === 'running' || (mine !== null && mine.best !== null);

/**
 * While it is running.
 *
 * @param {Challenge} challenge
 */
export function ownState({ goal, ranking, reached, mine }) {
  if (mine?.reached) {
    const place = mine.place ? ` You are ${placeOf(mine.place)} of ${reached} so far.` : '';
    return `Reached ${howOf(mine.reached, ranking)}.${place}`;
  }
  if (!mine || mine.value === null) return mine?.not_counted ? '' : 'Train your run to reach it.';
  const best = mine.best !== null && mine.best !== mine.value ? `, at best ${measuredOf(goal, mine.best)}` : '';
  return `You have ${measuredOf(goal, mine.value)} on the hidden samples${best}.`;
}

/**
 * Once it is over.
 *
 * @param {Challenge} challenge
 */
export function ownResult({ goal, ranking, reached, best, mine }) {
  if (mine?.reached) {
    const how = howOf(mine.reached, ranking);
    return mine.place ? `Over. You came ${placeOf(mine.place)} of ${reached}, ${how}.` : `Over. You reached it ${how}.`;
  }
  const own = mine && mine.best !== null ? ` You had ${measuredOf(goal, mine.best)}.` : '';
  if (reached > 0) return `Over. ${reached} reached it.${own}`;
  return `Over. Nobody reached it${best === null ? '' : `; the best had ${measuredOf(goal, best)}`}.${own}`;
}

/**
 * Why the present run does not count, and what to do; empty if it does.
 *
 * @param {Challenge} challenge
 * @param {(feature: string) => string} labelOf
 */
export function reasonOf({ features, mine }, labelOf) {
  switch (mine?.not_counted) {
    case 'data':
      return 'Your run does not count: it has used other data. Go back to those of the challenge, and reset it.';
    case 'features':
      return `Your run does not count: only ${(features ?? []).map(labelOf).join(', ')} may be used. Turn others off.`;
    case 'loss':
      return 'Your run does not count: it has another loss function than the challenge. Set it back.';
    case 'waiting':
      return 'You get a place once the teacher lets you in.';
    default:
      return '';
  }
}

/**
 * What a screen reader says when something important changes.
 *
 * @param {Challenge} challenge
 */
export function announce(challenge) {
  const { goal, state, ranking, mine } = challenge;
  if (state === 'over') return `The challenge is over. ${ownResult(challenge)}`;
  if (mine?.reached) return `You have reached the goal ${howOf(mine.reached, ranking)}.`;
  return `The teacher’s challenge: ${goalOf(goal)}`;
}
