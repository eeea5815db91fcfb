/** The page of the optimizer race. */

import { start } from '../main.js';
import { RaceView } from '../features/race/raceView.js';

// the page's own run does not train here: its metrics are enough
const view = () => ({ resolution: 0, neuron_resolution: 0, neurons_per_layer: 0, confusion: false });

start({ race: RaceView }, 'group', view);
