/** The page of the playground. */

import { start } from '../main.js';
import { LossPanel } from '../features/playground/lossPanel.js';
import { Data } from '../features/playground/data.js';
import { Importer } from '../features/import/importer.js';
import { Network } from '../features/playground/network.js';
import { Output } from '../features/playground/output.js';
import { Readout } from '../features/playground/readout.js';
import { Settings } from '../features/playground/settings.js';
import { LayerTable } from '../features/shared/layerTable.js';
import { TimeLine } from '../features/timeLine/timeLine.js';

start({
  settings: Settings,
  data: Data,
  network: Network,
  readout: Readout,
  'time-line': TimeLine,
  layers: LayerTable,
  output: Output,
  'loss-panel': LossPanel,
  importer: Importer,
});
