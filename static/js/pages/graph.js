/** The page of the chain-rule graph. */

import { start } from '../main.js';
import { GraphView } from '../features/graph/graphView.js';

start({ graph: GraphView }, 'nothing');
