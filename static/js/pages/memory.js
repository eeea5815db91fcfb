/** The page of the memory lab. */

import { start } from '../main.js';
import { MemoryLab } from '../features/memory/memoryView.js';

start({ lab: MemoryLab }, 'group');
