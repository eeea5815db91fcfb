/** The page of the lessons: the open lesson beside the network it is about. */

import { start } from '../main.js';
import { Course } from '../views/course.js';
import { Lessons } from '../views/lessons.js';
import { Network } from '../views/network.js';
import { Output } from '../views/output.js';
import { Readout } from '../views/readout.js';
import { Settings } from '../views/settings.js';
import { LayerTable } from '../views/shared/layerTable.js';

start({
  lesson: Lessons,
  settings: Settings,
  network: Network,
  readout: Readout,
  layers: LayerTable,
  output: Output,
  course: Course,
});
