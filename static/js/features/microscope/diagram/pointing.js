/**
 * Pointing at the diagram: the selection or step of an element at the current step.
 *
 * @import {SessionInfo} from '../../../protocol/model.js'
 * @import {Focus} from '../../../core/model.js'
 * @import {Trace} from '../../../core/trace/types.js'
 * @import {Selection, Step} from '../types.js'
 */

import { flatLayersOf } from '../../../core/edits/architecture.js';
import { sourcesOf } from '../../../core/trace/layerNumbers.js';

/**
 * Selection that an element of the diagram makes; null if it has no part in the step.
 *
 * @param {Focus | null} focus
 * @param {Step} step
 * @param {Trace} trace
 * @param {SessionInfo} session
 * @returns {Partial<Selection> | null}
 */
export function selectionAt(focus, step, trace, session) {
  if (!focus || step.phase === 'input') return null;
  const { kind, layer, unit, from } = focus;
  const of = kind === 'feature' ? -1 : layer;
  if (step.phase === 'update') {
    if (kind === 'feature') return null;
    return kind === 'link' ? { layer, unit, from, block: 'weights' } : { layer, unit, from: null, block: 'biases' };
  }
  if (kind === 'link') return layer === step.layer ? { unit, from, block: 'weights' } : null;
  if (of === step.layer && step.quantity !== 'inputs')
    return step.quantity === 'gradients' ? { unit, from: null, block: 'biases' } : { unit };
  const isSource = trace.ops[step.op] && sourcesOf(trace, session, step.op).some((source) => source.layer === of);
  if (!isSource || of === step.layer) return null;
  const first = flatLayersOf(session.spec.network.layers)[step.layer]?.first ?? 0;
  return unit >= first ? { from: unit - first, block: 'weights' } : null;
}

/**
 * Index of the step to show when another layer is clicked, in the direction of the current step; null if there is none.
 *
 * @param {Focus} focus
 * @param {Step} step the current one
 * @param {Step[]} steps
 */
export function stepOfLayer({ kind, layer }, step, steps) {
  if (kind === 'feature') return 0;
  const phase = step.phase === 'backward' || step.phase === 'update' ? 'backward' : 'forward';
  const candidates = steps.filter(
    (each) =>
      each.layer === layer &&
      each.phase === phase &&
      each.quantity !== 'inputs' &&
      (kind !== 'link' || usesWeights(each)),
  );
  const isFirst = phase === 'backward' || kind === 'link';
  const chosen = isFirst ? candidates[0] : candidates.at(-1);
  return chosen ? steps.indexOf(chosen) : null;
}

/** @param {Step} step */
const usesWeights = ({ quantity, symbol }) => quantity === 'gradients' || symbol === 'Σ';
