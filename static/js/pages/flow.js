/** The page of the gradient flow. */

import { start } from '../main.js';
import { Flow } from '../features/flow/flowView.js';

// maps for the thumbnails of saved runs
const FEW = { resolution: 24, neuron_resolution: 0, neurons_per_layer: 0, confusion: false };

start({ flow: Flow }, 'group', { frame: () => FEW, samples: false });
