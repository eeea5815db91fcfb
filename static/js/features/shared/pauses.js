/**
 * How often what a network shows is drawn again while it trains, in milliseconds between drawings.
 *
 * @import {Ticker} from '../../core/ticker.js'
 */

/** Maps and connections: with every frame, or twice a second with reduced motion. @param {Ticker} ticker */
export const mapPause = (ticker) => (ticker.prefersLessMotion() ? 500 : 0);

/** Charts and small numbers: as often as they can be read. */
export const chartPause = () => 100;

/** Other areas that could flash: at six changes a second they flash at most three times. */
export const areaPause = () => 170;
