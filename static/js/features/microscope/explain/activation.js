/**
 * Explanations of activations.
 *
 * @import {ActivationTrace} from '../../../protocol/types.d.ts'
 * @import {Explanation, StepContext} from '../types.js'
 */

import { unitTitle } from '../../../core/selectors.js';
import { belongsToLayer } from '../../../core/trace/opLayers.js';
import { positionText } from '../../../core/trace/positions.js';
import { activationOf } from './formulas.js';
import { indexed, num, partial, product } from './tex.js';

/**
 * @param {ActivationTrace} op
 * @param {StepContext} context
 * @returns {Explanation}
 */
export function explainActivation(op, context) {
  const { session, catalog, step, selection } = context;
  const { units } = session.layers[step.layer];
  const index = Math.min(selection.t * units + selection.unit, op.inputs.length - 1);
  const unit = index % units;
  const [z, a] = belongsToLayer(op, session)
    ? [indexed('z', unit), indexed('a', unit)]
    : [indexed('x', unit), indexed('a', unit)];
  const { value, slope } = activationOf(catalog, op.function);
  const name = catalog?.activations.find((each) => each.name === op.function)?.label ?? op.function.replace('_', ' ');
  const title = `${unitTitle({ session, catalog }, step.layer, unit)}: ${name}`;
  const [input, output] = [num(op.inputs[index]), num(op.outputs[index])];
  const table = unitTable(op, context, [z.replace(/_.*/, '_j'), a.replace(/_.*/, '_j')], index, units);
  if (step.quantity === 'values') {
    return {
      title,
      words: 'The activation adds a bend. Without it, stacked layers act as one.',
      lines: [
        [a, `f(${z})=${value(z)}`],
        ['', value(input)],
        ['', num(op.outputs[index])],
      ],
      table,
    };
  }
  const after = op.output_adjoints?.[index] ?? null;
  return {
    title,
    words:
      'The error is multiplied by the slope of the activation. If the slope is almost zero, almost nothing passes.',
    lines: [
      [
        `${indexed('\\delta', unit)}=${partial('L', z)}`,
        `${partial('L', a)}\\cdot ${partial(a, z)}=${partial('L', a)}\\cdot f'(${z})`,
      ],
      [`f'(${z})`, slope(z, a)],
      ['', slope(input, output)],
      ['', num(op.derivatives[index])],
      [indexed('\\delta', unit), product([after, op.derivatives[index]])],
      ['', num(op.input_adjoints?.[index])],
    ],
    table,
  };
}

/**
 * @param {ActivationTrace} op
 * @param {StepContext} context
 * @param {string[]} names
 * @param {number} index
 * @param {number} units
 */
function unitTable(op, { session, catalog, step }, [z, a], index, units) {
  const isBack = step.quantity !== 'values';
  const first = index - (index % units);
  const position = positionText(session.layers[step.layer], first / units);
  const noun = /^(.*) 1$/.exec(unitTitle({ session, catalog }, step.layer, 0).split(', ')[1])?.[1] ?? 'output';
  return {
    caption: op.inputs.length > units ? `All ${noun}s at ${position}` : `All ${noun}s of the layer`,
    heads: isBack ? [partial('L', a), `f'(${z})`, '\\delta_j'] : [z, a],
    rows: Array.from({ length: units }, (_, unit) => {
      const i = first + unit;
      const back = [op.output_adjoints?.[i] ?? null, op.derivatives[i], op.input_adjoints?.[i] ?? null];
      return {
        name: unitTitle({ session, catalog }, step.layer, unit).split(', ')[1],
        cells: isBack ? back : [op.inputs[i], op.outputs[i]],
        isSelected: i === index,
        selection: { unit },
      };
    }),
  };
}
