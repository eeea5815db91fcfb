/** The page of the history: the time line of one run, saved runs, or several seeds of one spec. */

import { startTabs } from '../main.js';
import { Comparison } from '../features/history/comparison.js';
import { Network } from '../features/playground/network.js';
import { Output } from '../features/playground/output.js';
import { Readout } from '../features/playground/readout.js';
import { SavedRuns } from '../features/history/savedRuns.js';
import { Seeds } from '../features/history/seeds.js';
import { LayerTable } from '../features/shared/layerTable.js';
import { TimeLine } from '../features/timeLine/timeLine.js';
import { ThenNow } from '../features/timeLine/thenNow.js';

startTabs({
  run: {
    places: {
      'time-line': TimeLine,
      'then-now': ThenNow,
      network: Network,
      readout: Readout,
      output: Output,
      layers: LayerTable,
    },
    driven: 'run',
  },
  runs: { places: { runs: SavedRuns, comparison: Comparison }, driven: 'run' },
  seeds: { places: { seeds: Seeds }, driven: 'group' },
});
