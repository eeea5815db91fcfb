/** The page of the playground. */

import { start } from '../main.js';
import { Introduction } from '../features/playground/introduction.js';
import { LossPanel } from '../features/playground/lossPanel.js';
import { Data } from '../features/playground/data.js';
import { Importer } from '../features/import/importer.js';
import { Inside } from '../features/playground/inside.js';
import { Network } from '../features/playground/network.js';
import { Output } from '../features/playground/output.js';
import { SuggestingReadout } from '../features/playground/readout.js';
import { SheetBar } from '../features/playground/sheets.js';
import { Settings } from '../features/playground/settings.js';
import { TimeLine } from '../features/timeLine/timeLine.js';

start(
  {
    settings: Settings,
    data: Data,
    network: Network,
    readout: SuggestingReadout,
    'time-line': TimeLine,
    inside: Inside,
    output: Output,
    'loss-panel': LossPanel,
    importer: Importer,
    'sheet-bar': SheetBar,
    introduction: Introduction,
  },
  'stages',
);
