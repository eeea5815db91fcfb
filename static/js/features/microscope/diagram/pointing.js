/**
 * What a press or the pointer on the picture means at a step: a place to look at, or the way to another step.
 *
 * @import {SessionInfo} from '../../../protocol/model.js'
 * @import {Focus} from '../../../core/model.js'
 * @import {Place, Step, Trace} from '../types.js'
 */

import { partsOf } from '../../../core/edits/architecture.js';
import { sourcesOf } from '../passState.js';

/**
 * The place that an element of the picture stands for at a step; null where the step has none there.
 *
 * @param {Focus | null} focus
 * @param {Step} step
 * @param {Trace} trace
 * @param {SessionInfo} session
 * @returns {Partial<Place> | null}
 */
export function placeAt(focus, step, trace, session) {
  if (!focus || step.phase === 'input') return null;
  const { kind, layer, unit, from } = focus;
  const of = kind === 'feature' ? -1 : layer;
  if (step.phase === 'update') {
    if (kind === 'feature') return null;
    return kind === 'link' ? { layer, unit, from, block: 'weights' } : { layer, unit, from: null, block: 'biases' };
  }
  if (kind === 'link') return layer === step.layer ? { unit, from, block: 'weights' } : null;
  if (of === step.layer && step.what !== 'inputs')
    return step.what === 'gradients' ? { unit, from: null, block: 'biases' } : { unit };
  const isRead = trace.ops[step.op] && sourcesOf(trace, session, step.op).some((source) => source.layer === of);
  if (!isRead || of === step.layer) return null;
  const first = partsOf(session.spec.network.layers)[step.layer]?.first ?? 0;
  return unit >= first ? { from: unit - first, block: 'weights' } : null;
}

/**
 * The step to go to for a layer that is pressed: on the way that one is on, what is computed last of its neurons.
 *
 * @param {Focus} focus
 * @param {Step} step
 * @param {Step[]} steps
 */
export function stepFor({ kind, layer }, step, steps) {
  if (kind === 'feature') return 0;
  const phase = step.phase === 'backward' || step.phase === 'update' ? 'backward' : 'forward';
  const own = steps.filter(
    (each) =>
      each.layer === layer && each.phase === phase && each.what !== 'inputs' && (kind !== 'link' || isOfLinks(each)),
  );
  const chosen = phase === 'backward' ? own[0] : kind === 'link' ? own[0] : own.at(-1);
  return chosen ? steps.indexOf(chosen) : null;
}

/** @param {Step} step */
const isOfLinks = ({ what, mark }) => what === 'gradients' || mark === 'Σ';
