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
import { inputsOf, ofLayer, outputOf, placeLetter } from './notation.js';
import { num, partial, product } from './tex.js';

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
  const { z, a, delta, definition } = symbolsOf(op, context, unit);
  const { value, slope } = activationOf(catalog, op.function);
  const isLinear = op.function === 'linear';
  const name = catalog?.activations.find((each) => each.name === op.function)?.label ?? op.function.replace('_', ' ');
  const title = `${unitTitle({ session, catalog }, step.layer, unit)}: ${name}`;
  const [input, output] = [num(op.inputs[index]), num(op.outputs[index])];
  const table = unitTable(op, context, index, units);
  if (step.quantity === 'values') {
    return {
      title,
      words: isLinear
        ? 'The activation is linear: it passes the weighted sum on unchanged.'
        : 'The activation adds a bend. Without it, stacked layers act as one.',
      lines: isLinear
        ? [
            [a, z],
            ['', output],
          ]
        : [
            [a, `f(${z})=${value(z)}`],
            ['', value(input)],
            ['', output],
          ],
      table,
    };
  }
  const after = op.output_adjoints?.[index] ?? null;
  const before = num(op.input_adjoints?.[index]);
  if (isLinear) {
    return {
      title,
      words: 'The activation is linear: its slope is 1 everywhere, so the error passes unchanged.',
      lines: [
        [definition, partial('L', a)],
        ['', before],
      ],
      table,
    };
  }
  return {
    title,
    words:
      'The error is multiplied by the slope of the activation. If the slope is almost zero, almost nothing passes.',
    lines: [
      [definition, `${partial('L', a)}\\cdot ${partial(a, z)}=${partial('L', a)}\\cdot f'(${z})`],
      [`f'(${z})`, slope(z, a)],
      ['', slope(input, output)],
      ['', num(op.derivatives[index])],
      [delta, product([after, op.derivatives[index]])],
      ['', before],
    ],
    table,
  };
}

/**
 * Symbols of one unit, and of its error: δ if the activation has a layer's weighted sums as its input.
 *
 * @param {ActivationTrace} op
 * @param {StepContext} context
 * @param {number | string} unit
 */
function symbolsOf(op, context, unit) {
  const { session, step } = context;
  const isRepeated = op.inputs.length > session.layers[step.layer].units;
  const indices = isRepeated ? [placeLetter(context), unit] : [unit];
  const a = outputOf(session, step.layer, ...indices);
  if (!belongsToLayer(op, session)) {
    const z = inputsOf(context)(...indices);
    return { z, a, delta: partial('L', z), definition: partial('L', z) };
  }
  const z = ofLayer('z', step.layer, ...indices);
  const delta = ofLayer('\\delta', step.layer, ...indices);
  return { z, a, delta, definition: `${delta}=${partial('L', z)}` };
}

/**
 * @param {ActivationTrace} op
 * @param {StepContext} context
 * @param {number} index
 * @param {number} units
 */
function unitTable(op, context, index, units) {
  const { session, catalog, step } = context;
  const { z, a, delta } = symbolsOf(op, context, 'j');
  const isBack = step.quantity !== 'values';
  const first = index - (index % units);
  const position = positionText(session.layers[step.layer], first / units);
  const noun = /^(.*) 1$/.exec(unitTitle({ session, catalog }, step.layer, 0).split(', ')[1])?.[1] ?? 'output';
  return {
    caption: op.inputs.length > units ? `All ${noun}s at ${position}` : `All ${noun}s of the layer`,
    heads: isBack ? [partial('L', a), `f'(${z})`, delta] : [z, a],
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
