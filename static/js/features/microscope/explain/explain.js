/**
 * How the microscope shows and explains each op.
 *
 * @import {Op} from '../../../core/trace/types.js'
 * @import {Explanation, StepContext} from '../types.js'
 */

import { explainActivation } from './activation.js';
import { explainDense } from './dense.js';
import { explainInput } from './input.js';
import { explainLoss } from './loss.js';
import { explainNorm } from './norm.js';
import { explainAdd, explainConcat, explainDropout, explainFork } from './residual.js';
import { explainEmbedding, explainMaxPool, explainPatches } from './embeddingAndImage.js';
import { explainPerStep } from './perStep.js';
import { explainRecurrent } from './recurrent/recurrent.js';
import { explainUpdate } from './update.js';

/**
 * The ops of the tape as the microscope shows them.
 *
 * symbol, name: of the forward step. hasParameters: the backward pass has a step for their gradients.
 *
 * @type {{[K in Op['kind']]: {
 *   symbol: string,
 *   name: string,
 *   hasParameters?: boolean,
 *   explain: (op: Extract<Op, {kind: K}>, context: StepContext) => Explanation,
 * }}}
 */
export const OPS = {
  dense: { symbol: 'Σ', name: 'weighted sums', hasParameters: true, explain: explainDense },
  per_step: { symbol: 'Σ', name: 'weighted sums', hasParameters: true, explain: explainPerStep },
  activation: { symbol: 'f', name: 'activation', explain: explainActivation },
  fork: { symbol: 'copy', name: 'a copy for each reader', explain: explainFork },
  add: { symbol: '+', name: 'skip and branch', explain: explainAdd },
  concat: { symbol: 'join', name: 'concatenation', explain: explainConcat },
  layer_norm: { symbol: 'x̂', name: 'normalization', hasParameters: true, explain: explainNorm },
  batch_norm: { symbol: 'x̂', name: 'normalization', hasParameters: true, explain: explainNorm },
  dropout: { symbol: 'drop', name: 'dropout', explain: explainDropout },
  recurrent: { symbol: 'h', name: 'state', hasParameters: true, explain: explainRecurrent },
  table: { symbol: 'row', name: 'look-up', explain: explainEmbedding },
  patches: { symbol: 'patch', name: 'patches', explain: explainPatches },
  max_pool: { symbol: 'max', name: 'maximum of each window', explain: explainMaxPool },
  loss: { symbol: 'L', name: 'loss', explain: explainLoss },
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
  return /** @type {(op: Op, context: StepContext) => Explanation} */ (OPS[op.kind].explain)(op, context);
}
