/** The page of the memory lab. */

import { METRICS, start } from '../main.js';
import { MemoryView } from '../features/memory/memoryView.js';

// the page's own run is not drawn here; the speed is slow enough to watch
start({ lab: MemoryView }, 'group', METRICS, '10-epochs');
