/**
 * The way of a member to the goal: a dot that moves from left to right, and the goal.
 *
 * @import {Challenge, ChallengeEntry} from '../../../protocol/room.js'
 */

import { html } from 'htm/preact';

import { progressOf } from '../../shared/challenge/words.js';

/** @param {{goal: Challenge['goal'], entry: ChallengeEntry}} props */
export const Track = ({ goal, entry: { best } }) =>
  html`<span class="track" aria-hidden="true" style=${{ '--progress': String(progressOf(goal, best)) }}></span>`;
