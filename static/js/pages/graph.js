/** The page of the chain-rule graph. */

import { start } from '../main.js';
import { Graph } from '../features/graph/graph.js';

start({ graph: Graph }, 'nothing');
