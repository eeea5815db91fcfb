/**
 * What a view needs of a run that it follows.
 *
 * @import {FrameView} from '../../protocol/model.js'
 * @import {State} from '../model.js'
 *
 * @typedef {object} Needs
 * @property {(state: State) => FrameView} frame contents of the frames
 * @property {boolean} samples true if the view reads the samples of the data
 */

import { frameViewOf } from '../selectors.js';

/** The whole network with its maps and points. @type {Needs} */
export const DRAWING = { frame: frameViewOf, samples: true };

/** No maps and no points. @type {Needs} */
export const METRICS = {
  frame: () => ({ resolution: 0, neuron_resolution: 0, neurons_per_layer: 0, confusion: false }),
  samples: false,
};
