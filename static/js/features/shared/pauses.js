/**
 * How often what a network shows is drawn again while it trains, in milliseconds between drawings.
 *
 * @import {Ticker} from '../../core/ticker.js'
 */

const CALM = 500; // with reduced motion: nothing changes more than twice a second

/** @typedef {Pick<Ticker, 'prefersLessMotion'>} MotionPreference */

/**
 * A pause that is longer with reduced motion.
 *
 * @param {number} pause ms
 */
const atLeast = (pause) => (/** @type {MotionPreference} */ ticker) => (ticker.prefersLessMotion() ? CALM : pause);

/** Maps, connections and the main numbers: with every frame. Maps are guarded against flashes. */
export const framePause = atLeast(0);

/** Charts and small numbers: as often as they can be read. */
export const chartPause = atLeast(100);

/** Areas that could flash: with less than six changes a second, they flash less than three times. */
export const areaPause = atLeast(170);
