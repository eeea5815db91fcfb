/**
 * Explanation of the input.
 *
 * @import {SessionInfo} from '../../../protocol/model.js'
 * @import {LossTrace} from '../../../protocol/types.d.ts'
 * @import {Trace} from '../../../core/trace/types.js'
 * @import {Explanation, Line, StepContext} from '../types.js'
 */

import { num, vector } from './tex.js';

/**
 * @param {StepContext} context
 * @returns {Explanation}
 */
export function explainInput({ trace, session, namer }) {
  const name = namer(0);
  const { prediction, targets, value } = /** @type {LossTrace} */ (trace.ops.find(({ kind }) => kind === 'loss'));
  /** @type {Line[]} */
  const answer = [['\\hat y', vector(prediction)]];
  /** @type {Line[]} */
  const lines = targets === null ? answer : [...answer, ['y', vector(targets)], ['L', num(value)]];
  const outcome =
    targets === null
      ? 'From the inputs x the network computes its answer ŷ.'
      : 'From the inputs x the network computes its answer ŷ. The loss L compares it with the target y.';
  const raw = trace.features.map((_, from) => rawOf(trace, session, from));
  const scaled = raw.some((each, from) => each !== null && each !== trace.features[from]);
  return {
    title: 'One training example',
    words:
      `${outcome} Next step (→) follows the numbers to the loss, and back to every weight.` +
      (scaled
        ? ' The data are standardized: the network reads x, the raw value minus its mean, over its deviation.'
        : ''),
    note: 'Numbers are rounded here, so a check with a calculator can differ in the last digits.',
    lines: [['a^{(0)}=x', vector(trace.features)], ...lines],
    table: {
      caption: session.spec.features ? 'Features of the point' : 'Inputs',
      heads: scaled ? ['\\text{raw}', 'x_i'] : ['x_i'],
      rows: trace.features.map((value, from) => ({
        name: name(from),
        cells: scaled ? [raw[from], value] : [value],
        isSelected: false,
        selection: {},
      })),
    },
  };
}

/**
 * The value of an input in the data, before it is scaled; null for a feature that is made of the coordinates.
 *
 * @param {Trace} trace
 * @param {SessionInfo} session
 * @param {number} from
 */
function rawOf({ inputs }, { spec }, from) {
  const column = spec.features === null ? from : ['x1', 'x2'].indexOf(spec.features[from]);
  return inputs[column] ?? null;
}
