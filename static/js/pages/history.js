/** The page of the history: one run in time, the runs of this browser, or several seeds of one spec. */

import { startSheet } from '../main.js';
import { Comparison } from '../views/comparison.js';
import { Network } from '../views/network.js';
import { Output } from '../views/output.js';
import { Readout } from '../views/readout.js';
import { Runs } from '../views/runs.js';
import { Seeds } from '../views/seeds.js';
import { LayerTable } from '../views/shared/layerTable.js';
import { TimeLine } from '../views/shared/timeLine.js';
import { ThenNow } from '../views/thenNow.js';

startSheet({
  run: {
    places: { 'time-line': TimeLine, 'then-now': ThenNow, network: Network, readout: Readout, output: Output, layers: LayerTable },
    driven: 'run',
  },
  runs: { places: { runs: Runs, comparison: Comparison }, driven: 'run' },
  seeds: { places: { seeds: Seeds }, driven: 'group' },
});
