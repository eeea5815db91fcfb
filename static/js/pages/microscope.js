/** The page of the microscope: which view goes where. */

import { start } from '../main.js';
import { MicroscopeView, view } from '../features/microscope/microscopeView.js';

start({ microscope: MicroscopeView }, 'run', view);
