/** The page of the chain-rule graph. */

import { start } from '../main.js';
import { Graph } from '../features/graph/graphView.js';

start({ graph: Graph }, 'nothing');
