/** The page of the gradient flow. */

import { start } from '../main.js';
import { Flow } from '../views/flow.js';

const NO_MAPS = { resolution: 0, neuron_resolution: 0, neurons_per_layer: 0, confusion: false };

start({ flow: Flow }, 'group', () => NO_MAPS);
