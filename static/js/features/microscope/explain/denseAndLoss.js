/**
 * The ops of a plain network explained: weighted sums, activations, the loss.
 *
 * @import {ActivationTrace, DenseTrace, LossTrace} from '../../../protocol/types.d.ts'
 * @import {Explanation, Line, Sight} from '../types.js'
 */

import { isOwn } from '../passState.js';
import { cell, gradientTable, noteOn } from './gradientTable.js';
import { layerTitle, unitTitle } from '../../../core/selectors.js';
import { activationOf, lossOf } from './formulas.js';
import { at, factor, num, partial, product, sum } from './tex.js';

/** @param {Sight} sight @returns {Explanation} */
export function explainInput({ trace, session, namer }) {
  const name = namer(0);
  return {
    title: 'Input',
    words:
      'The sample, as the network reads it. The arrow keys follow it through the network and back; a neuron or a link that is pressed shows its own numbers.',
    lines: [
      ['x', `(${trace.features.slice(0, 4).map(num).join(',\\;')}${trace.features.length > 4 ? ',\\;\\cdots' : ''})`],
    ],
    table: {
      caption: session.spec.features ? 'Features of the point' : 'Inputs',
      heads: ['x_i'],
      rows: trace.features.map((value, from) => ({ name: name(from), cells: [value], isLookedAt: false, place: {} })),
    },
  };
}

/** Weighted sums. @param {DenseTrace} op @param {Sight} sight @returns {Explanation} */
export function explainDense(op, sight) {
  const { step } = sight;
  if (step.what === 'values') return denseValues(op, sight);
  return step.what === 'gradients' ? denseGradients(op, sight) : denseInputs(op, sight);
}

/** @param {DenseTrace} op @param {Sight} sight @returns {Explanation} */
function denseValues(op, { session, catalog, step, place, namer }) {
  const { unit } = place;
  const name = namer(step.layer);
  const weight = (/** @type {number} */ from) => cell(op.weights?.values, from, unit);
  const bias = op.biases ? cell(op.biases.values, null, unit) : null;
  const terms = op.inputs.map((x, from) => product([x, weight(from)]));
  const symbols = `\\sum_{i=1}^{${op.inputs.length}} x_i\\,${at('w', 'i', unit)}`;
  return {
    title: `${unitTitle({ session, catalog }, step.layer, unit)}: weighted sum`,
    words: 'Every input times its weight, all added up, and the bias.',
    lines: [
      [at('z', unit), op.biases ? `${symbols}+${at('b', unit)}` : symbols],
      ['', op.weights ? sum(terms, op.biases ? factor(bias) : null) : '\\cdots'],
      ['', num(op.outputs[unit])],
    ],
    table: op.weights && {
      caption: 'What adds up',
      heads: ['x_i', at('w', 'i', unit), `x_i\\,${at('w', 'i', unit)}`],
      rows: [
        ...op.inputs.map((x, from) => ({
          name: name(from),
          cells: [x, weight(from), cell(op.terms, from, unit)],
          isLookedAt: place.from === from,
          place: { from, block: 'weights' },
        })),
        ...(op.biases ? [{ name: 'bias', cells: [null, null, bias], isLookedAt: false, place: { from: null } }] : []),
      ],
      total: [null, null, op.outputs[unit]],
    },
  };
}

/** @param {DenseTrace} op @param {Sight} sight @returns {Explanation} */
function denseGradients(op, sight) {
  const { trace, session, catalog, step, place, namer } = sight;
  const { unit, from } = place;
  const delta = op.output_adjoints?.[unit] ?? null;
  const name = namer(step.layer);
  const isBias = from === null || from >= op.inputs.length;
  const title = `${unitTitle({ session, catalog }, step.layer, unit)}: gradient of ${isBias ? 'its bias' : `its weight on ${name(from)}`}`;
  if (!op.weights) return { title, words: TOO_MANY, lines: [], table: null };
  const block = isBias && op.biases ? op.biases : op.weights;
  const row = isBias && op.biases ? null : Math.min(from ?? 0, op.inputs.length - 1);
  return {
    title,
    words:
      row === null
        ? 'The bias is added as it is: its gradient is the error of its neuron.'
        : 'The chain rule: the error of the neuron, times what the weight was multiplied with.',
    lines: [
      ...weightChain(op, sight, row),
      ...compared(
        trace,
        cell(block.gradient, row, unit),
        cell(block.numeric_gradient, row, unit),
        row === null ? at('b', unit) : at('w', row, unit),
      ),
    ],
    table: gradientTable(
      { ...sight, place: { ...place, from: row, block: row === null ? 'biases' : 'weights' } },
      ['x_i', at('\\delta', unit)],
      [
        {
          key: 'weights',
          block: op.weights,
          name,
          bias: '',
          factors: (each) => [each === null ? 1 : op.inputs[each], delta],
        },
        ...(op.biases ? [{ key: 'biases', block: op.biases, name, bias: 'bias', factors: () => [1, delta] }] : []),
      ],
    ),
    note: noteOn(trace, block),
  };
}

export const TOO_MANY =
  'This layer has more parameters than one look can tell; what flows through it is in the picture.';

/** The chain rule of one weight, or the bias where `from` is null. @param {DenseTrace} op @param {Sight} sight @param {number | null} from @returns {Line[]} */
function weightChain(op, { trace, step, place: { unit } }, from) {
  const [w, z, a] = [from === null ? at('b', unit) : at('w', from, unit), at('z', unit), at('a', unit)];
  const delta = op.output_adjoints?.[unit] ?? null;
  const x = from === null ? 1 : op.inputs[from];
  const after = trace.ops[step.op + 1];
  /** @type {Line[]} */
  const lines = [];
  if (after?.kind === 'activation' && after.layer === op.layer) {
    lines.push(
      [partial('L', w), `${partial('L', a)}\\cdot ${partial(a, z)}\\cdot ${partial(z, w)}`],
      ['', product([after.output_adjoints?.[unit] ?? null, after.derivatives[unit], x])],
    );
  } else lines.push([partial('L', w), `${partial('L', z)}\\cdot ${partial(z, w)}`]);
  lines.push(
    ['', from === null ? at('\\delta', unit) : `${at('\\delta', unit)}\\cdot ${at('x', from)}`],
    ['', product([delta, x])],
  );
  return delta === null ? lines.slice(0, 1) : [...lines, ['', num(delta * (x ?? NaN))]];
}

/** The quotient that stands for a derivative, as the tables name it and as it is made. @param {string} w @param {number | null} numeric @returns {Line[]} */
const difference = (w, numeric) => [
  ['\\frac{\\Delta L}{2h}', `\\frac{L|_{${w}+h}-L|_{${w}-h}}{2h}`],
  ['', num(numeric)],
];

/**
 * A gradient beside its finite difference.
 *
 * @param {Sight['trace']} trace
 * @param {number | null} gradient
 * @param {number | null} numeric
 * @param {string} w
 * @returns {Line[]}
 */
export function compared(trace, gradient, numeric, w) {
  /** @type {Line[]} */
  const lines = trace.of === 'batch' ? [[`\\text{batch: }${partial('L', w)}`, num(gradient)]] : [];
  return [...lines, ...difference(w, numeric)]; // a line that comes and goes would move what is below
}

/** @param {DenseTrace} op @param {Sight} sight @returns {Explanation} */
function denseInputs(op, { session, catalog, step, place, namer }) {
  const from = Math.min(place.from ?? 0, op.inputs.length - 1);
  const x = at('x', from);
  const name = namer(step.layer)(from);
  const weights = op.weights?.values[from] ?? null;
  const deltas = op.output_adjoints ?? [];
  const terms = deltas.map((delta, unit) => product([delta, cell(op.weights?.values, from, unit)]));
  return {
    title: `${layerTitle({ session, catalog }, step.layer)}: back to ${name}`,
    words:
      'What it sent forward reached every neuron through a weight; the errors come back through the same weights and add up.',
    lines: [
      [partial('L', x), `\\sum_{j=1}^{${deltas.length}} ${partial('L', 'z_j')}\\cdot ${partial('z_j', x)}`],
      ['', `\\sum_j \\delta_j\\,${at('w', from, 'j')}`],
      ['', weights ? sum(terms) : '\\cdots'],
      ['', num(op.input_adjoints?.[from])],
    ],
    table: op.weights && {
      caption: 'What comes back through each weight',
      heads: ['\\delta_j', at('w', from, 'j'), `\\delta_j\\,${at('w', from, 'j')}`],
      rows: deltas.map((delta, unit) => {
        const weight = cell(op.weights?.values, from, unit);
        return {
          name: unitTitle({ session, catalog }, step.layer, unit).split(', ')[1],
          cells: [delta, weight, (delta ?? NaN) * (weight ?? NaN)],
          isLookedAt: place.unit === unit,
          place: { unit, from, block: 'weights' },
        };
      }),
      total: [null, null, op.input_adjoints?.[from] ?? null],
    },
  };
}

/** @param {ActivationTrace} op @param {Sight} sight @returns {Explanation} */
export function explainActivation(op, sight) {
  const { session, catalog, step, place } = sight;
  const { units } = session.layers[step.layer];
  const index = Math.min(place.t * units + place.unit, op.inputs.length - 1);
  const unit = index % units;
  const [z, a] = isOwn(op, session) ? [at('z', unit), at('a', unit)] : [at('x', unit), at('y', unit)];
  const { value, slope } = activationOf(catalog, op.function);
  const title = `${unitTitle({ session, catalog }, step.layer, unit)}: ${op.function.replace('_', ' ')}`;
  const [input, output] = [num(op.inputs[index]), num(op.outputs[index])];
  const table = vectors(op, sight, [z.replace(/_.*/, '_j'), a.replace(/_.*/, '_j')], index, units);
  if (step.what === 'values') {
    return {
      title,
      words: 'The activation bends the sum: without it, layers upon layers would be one.',
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
    words: 'What comes back is scaled by the slope of the activation: where it is flat, hardly anything passes.',
    lines: [
      [
        `${at('\\delta', unit)}=${partial('L', z)}`,
        `${partial('L', a)}\\cdot ${partial(a, z)}=${partial('L', a)}\\cdot f'(${z})`,
      ],
      [`f'(${z})`, slope(z, a)],
      ['', slope(input, output)],
      ['', num(op.derivatives[index])],
      [at('\\delta', unit), product([after, op.derivatives[index]])],
      ['', num(op.input_adjoints?.[index])],
    ],
    table,
  };
}

/** @param {ActivationTrace} op @param {Sight} sight @param {string[]} names @param {number} index @param {number} units */
function vectors(op, { session, catalog, step, place }, [z, a], index, units) {
  const isBack = step.what !== 'values';
  const first = index - (index % units);
  return {
    caption: op.inputs.length > units ? `All neurons at ${place.t + 1}` : 'All neurons of the layer',
    heads: isBack ? [partial('L', a), `f'(${z})`, '\\delta_j'] : [z, a],
    rows: Array.from({ length: units }, (_, unit) => {
      const i = first + unit;
      const back = [op.output_adjoints?.[i] ?? null, op.derivatives[i], op.input_adjoints?.[i] ?? null];
      return {
        name: unitTitle({ session, catalog }, step.layer, unit).split(', ')[1],
        cells: isBack ? back : [op.inputs[i], op.outputs[i]],
        isLookedAt: i === index,
        place: { unit },
      };
    }),
  };
}

/** @param {LossTrace} op @param {Sight} sight @returns {Explanation} */
export function explainLoss(op, sight) {
  const { session, catalog, step, place } = sight;
  const { of, value, slope, words } = lossOf(catalog, op.function);
  const { units } = session.layers[step.layer];
  const index = Math.min(place.t * units + place.unit, op.inputs.length - 1);
  const isSteps = op.step_values !== null;
  const table = lossTable(op, sight, index, of);
  if (op.targets === null)
    return { title: 'Prediction', words: 'Without a target there is no loss, and no way back.', lines: [], table };
  if (step.what === 'values') {
    const told = isSteps
      ? /** @type {Line[]} */ ([['L', `\\frac1{${op.step_values?.length}}\\sum_\\tau \\ell_\\tau`]])
      : [];
    return {
      title: 'Loss',
      words,
      lines: [...told, [isSteps ? '\\ell_\\tau' : 'L', value], ['L', num(op.value)]],
      table,
    };
  }
  const k = index % units;
  const y = at(of === 'z' ? 'z' : 'y', k);
  const share = isSteps ? `\\frac1{${op.step_values?.length}}\\,` : '';
  const own = slope.replaceAll('_k', `_{${k + 1}}`);
  return {
    title: `Loss: its derivative by ${unitTitle({ session, catalog }, step.layer, k).toLowerCase()}`,
    words: 'Here the way back begins: how the loss changes with each output.',
    lines: [
      [partial('L', y), isSteps ? `${share}(${own})` : own],
      ['', `${share}${filled(slope, op.prediction[index], op.targets[index])}`],
      ['', num(op.input_adjoints?.[index])],
    ],
    table,
  };
}

/** The slope of a loss with its numbers. @param {string} slope @param {number | null} y @param {number | null} t */
const filled = (slope, y, t) =>
  slope
    .replaceAll('t_k', factor(t))
    .replaceAll(/[ay]_k/g, factor(y))
    .replaceAll('\\,', '\\cdot ')
    .replaceAll(',\\cdot ', ',\\,');

/** @param {LossTrace} op @param {Sight} sight @param {number} index @param {'y' | 'z'} of */
function lossTable(op, { session, catalog, step }, index, of) {
  const { units } = session.layers[step.layer];
  const first = index - (index % units);
  const isBack = step.what !== 'values';
  const heads = of === 'z' ? ['z_k', 'a_k', 't_k'] : ['y_k', 't_k'];
  return {
    caption: 'What the network says, and what it should',
    heads: isBack ? [...heads, partial('L', `${of}_k`)] : heads,
    rows: Array.from({ length: Math.min(units, op.inputs.length) }, (_, unit) => {
      const i = first + unit;
      const said = of === 'z' ? [op.inputs[i], op.prediction[i]] : [op.prediction[i]];
      const told = [...said, op.targets?.[i] ?? null];
      return {
        name: unitTitle({ session, catalog }, step.layer, unit).split(', ')[1],
        cells: isBack ? [...told, op.input_adjoints?.[i] ?? null] : told,
        isLookedAt: i === index,
        place: { unit },
      };
    }),
  };
}
