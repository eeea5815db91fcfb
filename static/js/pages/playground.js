/** The page of the playground. */

import { start } from '../main.js';
import { Course } from '../views/course.js';
import { Data } from '../views/data.js';
import { Importer } from '../views/importer.js';
import { Network } from '../views/network.js';
import { Output } from '../views/output.js';
import { Readout } from '../views/readout.js';
import { Settings } from '../views/settings.js';
import { LayerTable } from '../views/shared/layerTable.js';

start({
  settings: Settings,
  data: Data,
  network: Network,
  readout: Readout,
  layers: LayerTable,
  output: Output,
  course: Course,
  importer: Importer,
});
