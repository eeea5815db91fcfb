/**
 * The clock of a challenge: the time that is left, or that has passed if there is no end.
 *
 * @import {Clock} from '../../../core/clock.js'
 * @import {ShownChallenge} from '../../../core/room/challenge.js'
 */

import { html } from 'htm/preact';
import { useEffect, useState } from 'preact/hooks';

import { secondsOf } from '../../../core/room/challenge.js';
import { clockOf } from './words.js';

const LAST = 30; // seconds that are marked

/** @param {{clock: Clock, shown: ShownChallenge}} props */
export function ChallengeClock({ clock, shown }) {
  const { remaining, ticking } = shown.challenge;
  const seconds = useSeconds(clock, shown);
  const isLast = ticking && remaining !== null && seconds <= LAST;
  const what = remaining === null ? 'Time so far' : 'Time left';
  return html`<span class=${`challenge-clock ${isLast ? 'last' : ''} ${ticking ? '' : 'rests'}`} role="timer"
    title=${ticking ? what : `${what}; the clock is stopped`} aria-label=${what}>${clockOf(seconds)}</span>`;
}

/**
 * Whole seconds that the clock shows, which change while it ticks.
 *
 * @param {Clock} clock
 * @param {ShownChallenge} shown
 */
function useSeconds(clock, shown) {
  const [, setTime] = useState(0);
  const exact = secondsOf(shown, clock.now());
  const isDown = shown.challenge.remaining !== null;
  const seconds = isDown ? Math.ceil(exact) : Math.floor(exact);
  const untilNext = isDown ? exact - seconds + 1 : seconds + 1 - exact;
  useEffect(() => {
    if (!shown.challenge.ticking) return undefined;
    return clock.after(1000 * untilNext + 5, () => setTime(clock.now()));
  });
  return seconds;
}
