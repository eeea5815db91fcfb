/**
 * Explanations of the steps, by the kind of their op.
 *
 * @import {Explanation, Op, StepContext} from '../types.js'
 */

import { explainActivation } from './activation.js';
import { explainDense } from './dense.js';
import { explainInput, explainLoss } from './inputAndLoss.js';
import { explainAdd, explainConcat, explainDropout, explainFork, explainNorm } from './normAndResidual.js';
import { explainMaxPool, explainPatches, explainTable } from './embeddingAndImage.js';
import { explainPerStep } from './perStep.js';
import { explainRecurrent } from './recurrent/recurrent.js';
import { explainUpdate } from './update.js';

/** @type {{[K in Op['kind']]: (op: Extract<Op, {kind: K}>, context: StepContext) => Explanation}} */
const BY_OP = {
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

/**
 * @param {StepContext} context
 * @returns {Explanation}
 */
export function explain(context) {
  const { trace, step } = context;
  if (step.phase === 'input') return explainInput(context);
  if (step.phase === 'update') return explainUpdate(context);
  const op = trace.ops[step.op];
  return /** @type {(op: Op, context: StepContext) => Explanation} */ (BY_OP[op.kind])(op, context);
}
