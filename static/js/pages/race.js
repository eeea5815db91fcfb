/** The page of the optimizer race. */

import { METRICS, start } from '../main.js';
import { RaceView } from '../features/race/raceView.js';

start({ race: RaceView }, 'group', METRICS); // the page's own run does not train here
