/** The page of the lessons: the open lesson beside its network. */

import { start } from '../main.js';
import { LossPanel } from '../features/playground/lossPanel.js';
import { LessonsView } from '../features/lessons/lessonsView.js';
import { Network } from '../features/playground/network.js';
import { Output } from '../features/playground/output.js';
import { Readout } from '../features/playground/readout.js';
import { Settings } from '../features/playground/settings.js';
import { LayerTable } from '../features/shared/layerTable.js';

start(
  {
    lesson: LessonsView,
    settings: Settings,
    network: Network,
    readout: Readout,
    layers: LayerTable,
    output: Output,
    'loss-panel': LossPanel,
  },
  'stages',
);
