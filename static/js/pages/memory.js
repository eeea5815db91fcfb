/** The page of the memory lab. */

import { start } from '../main.js';
import { MemoryView } from '../features/memory/memoryView.js';

start({ lab: MemoryView }, 'group', undefined, '10-epochs'); // slow enough to watch
