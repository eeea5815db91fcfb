/** The page of the memory lab. */

import { start } from '../main.js';
import { MemoryLab } from '../views/memory.js';

start({ lab: MemoryLab }, 'group');
