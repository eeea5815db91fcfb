/** The page of the chain-rule graph. */

import { start } from '../main.js';
import { Graph } from '../views/graph.js';

start({ graph: Graph }, 'nothing');
