/**
 * How often what a network shows is drawn again while it trains, in milliseconds between drawings.
 *
 * @import {State} from '../../core/model.js'
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

/** Maps and connections: with every frame. Maps are guarded against flashes. */
export const framePause = atLeast(0);

/** Charts and small numbers: as often as they can be read. */
export const chartPause = atLeast(100);

/**
 * Large numbers: as often as they can be read, and with every frame while the run rests.
 *
 * @param {MotionPreference} ticker
 * @param {Pick<State, 'playing'>} state
 */
export const numberPause = (ticker, { playing }) => (playing ? chartPause : framePause)(ticker);

/** Areas that could flash: with less than six changes a second, they flash less than three times. */
export const areaPause = atLeast(170);
