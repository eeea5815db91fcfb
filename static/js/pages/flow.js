/** The page of the gradient flow. */

import { start } from '../main.js';
import { Flow } from '../features/flow/flowView.js';

// of maps, what the picture of a kept run needs
const FEW = { resolution: 24, neuron_resolution: 0, neurons_per_layer: 0, confusion: false };

start({ flow: Flow }, 'group', () => FEW);
