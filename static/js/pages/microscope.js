/** The page of the microscope. */

import { start } from '../main.js';
import { MicroscopeView, view } from '../features/microscope/microscopeView.js';

start({ microscope: MicroscopeView }, 'run', view);
