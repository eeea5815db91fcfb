/** The page of the microscope. */

import { start } from '../main.js';
import { MicroscopeView, NEEDS } from '../features/microscope/microscopeView.js';

start({ microscope: MicroscopeView }, 'run', NEEDS);
