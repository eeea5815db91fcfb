/** The page of the playground. */

import { start } from '../main.js';
import { Course } from '../views/course.js';
import { Data } from '../views/data.js';
import { Importer } from '../views/importer.js';
import { Layers } from '../views/layers.js';
import { Network } from '../views/network.js';
import { Output } from '../views/output.js';
import { Readout } from '../views/readout.js';
import { Settings } from '../views/settings.js';

start({
  settings: Settings,
  data: Data,
  network: Network,
  readout: Readout,
  layers: Layers,
  output: Output,
  course: Course,
  importer: Importer,
});
