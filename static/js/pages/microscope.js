/** The page of the microscope: which view goes where. */

import { start } from '../main.js';
import { MicroscopeView, view } from '../views/microscope.js';

start({ microscope: MicroscopeView }, 'run', view);
