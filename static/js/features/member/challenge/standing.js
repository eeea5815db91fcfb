/**
 * How a member stands in a challenge, in sentences.
 *
 * @import {Challenge} from '../../../protocol/room.js'
 */

import { goalOf, howOf, measuredOf, placeOf } from '../../shared/challenge/words.js';

/**
 * Whether a challenge concerns the member: it is running, or the member took part and the teacher has not hidden it.
 *
 * @param {Challenge} challenge
 */
export const concerns = ({ state, shown, mine }) =>
  state === 'running' || (shown && mine !== null && mine.best !== null);

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
  if (!mine || mine.value === null) return mine?.not_counted ? '' : 'Train your run to reach the goal.';
  const best = mine.best !== null && mine.best !== mine.value ? `; your best was ${measuredOf(goal, mine.best)}` : '';
  return `Your run has ${measuredOf(goal, mine.value)} on the hidden samples${best}.`;
}

/**
 * Once it is over.
 *
 * @param {Challenge} challenge
 */
export function ownResult({ goal, ranking, reached, best, mine }) {
  if (mine?.reached) {
    const how = howOf(mine.reached, ranking);
    return mine.place
      ? `Over. You came ${placeOf(mine.place)} of ${reached}, ${how}.`
      : `Over. You reached the goal ${how}.`;
  }
  const own = mine && mine.best !== null ? ` Your best was ${measuredOf(goal, mine.best)}.` : '';
  if (reached > 0) return `Over. ${reached} reached the goal.${own}`;
  const closest = best === null ? '' : `; the best result was ${measuredOf(goal, best)}`;
  return `Over. Nobody reached the goal${closest}.${own}`;
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
      return 'Your run does not count: it has used other data. Choose those of the challenge, then reset the run.';
    case 'features':
      return `Your run does not count: only ${(features ?? []).map(labelOf).join(', ')} may be used. Turn off others.`;
    case 'loss':
      return 'Your run does not count: it uses another loss function than the challenge. Set it back.';
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
