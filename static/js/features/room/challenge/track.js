/**
 * Progress of a member towards the goal: a dot that moves from left to right, and a mark for the goal.
 *
 * @import {Challenge, ChallengeEntry} from '../../../protocol/room.js'
 */

import { html } from 'htm/preact';

import { progressOf } from '../../shared/challenge/words.js';

/** @param {{goal: Challenge['goal'], entry: ChallengeEntry}} props */
export const Track = ({ goal, entry: { best } }) =>
  html`<span class="track" aria-hidden="true" style=${{ '--progress': String(progressOf(goal, best)) }}></span>`;
