/**
 * Which explanation a step has.
 *
 * @import {Explanation, Op, Sight} from '../types.js'
 */

import { explainAdd, explainConcat, explainDropout, explainFork, explainNorm } from './normAndResidual.js';
import { explainMaxPool, explainPatches, explainPerStep, explainTable } from './sequenceAndImage.js';
import { explainActivation, explainDense, explainInput, explainLoss } from './denseAndLoss.js';
import { explainRecurrent } from './recurrent.js';
import { explainUpdate } from './update.js';

/** @type {{[K in Op['kind']]: (op: Extract<Op, {kind: K}>, sight: Sight) => Explanation}} */
const OF_OPS = {
  dense: explainDense,
  activation: explainActivation,
  loss: explainLoss,
  fork: explainFork,
  add: explainAdd,
  concat: explainConcat,
  layer_norm: explainNorm,
  batch_norm: explainNorm,
  dropout: explainDropout,
  per_step: explainPerStep,
  recurrent: explainRecurrent,
  table: explainTable,
  patches: explainPatches,
  max_pool: explainMaxPool,
};

/** @param {Sight} sight @returns {Explanation} */
export function explain(sight) {
  const { trace, step } = sight;
  if (step.phase === 'input') return explainInput(sight);
  if (step.phase === 'update') return explainUpdate(sight);
  const op = trace.ops[step.op];
  return /** @type {(op: Op, sight: Sight) => Explanation} */ (OF_OPS[op.kind])(op, sight);
}
