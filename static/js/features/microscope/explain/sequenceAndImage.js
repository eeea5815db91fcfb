/**
 * The ops on sequences and pictures explained, but for the recurrent ones: sums at every step or place, look-ups,
 * patches, pooling.
 *
 * @import {MaxPoolTrace, PatchesTrace, PerStepTrace, TableTrace} from '../../../protocol/types.d.ts'
 * @import {Explanation, Sight, Table} from '../types.js'
 */

import { layerTitle, unitTitle } from '../../../core/selectors.js';
import { cell, gradientTable, noteOn } from './gradientTable.js';
import { flat } from '../passState.js';
import { TOO_MANY, compared } from './denseAndLoss.js';
import { at, factor, num, partial, product, sum } from './tex.js';

/** What steps of a sequence or places of a picture are called. @param {Sight} sight @param {number} t */
export const whereIs = ({ session, step }, t) => {
  const { shape } = session.layers[step.layer];
  return shape.length > 2 ? `row ${Math.floor(t / shape[1]) + 1}, column ${(t % shape[1]) + 1}` : `time ${t + 1}`;
};

/** @param {PerStepTrace} op @param {Sight} sight @returns {Explanation} */
export function explainPerStep(op, sight) {
  const t = Math.min(sight.place.t, op.inputs.length - 1);
  if (sight.step.what === 'values') return sumsAt(op, sight, t);
  return sight.step.what === 'gradients' ? gradientsOver(op, sight) : backAt(op, sight, t);
}

/** @param {PerStepTrace} op @param {Sight} sight @param {number} t @returns {Explanation} */
function sumsAt(op, sight, t) {
  const { session, catalog, step, place } = sight;
  const { unit } = place;
  const x = op.inputs[t];
  const bias = op.biases ? cell(op.biases.values, null, unit) : null;
  const weight = (/** @type {number} */ from) => cell(op.weights?.values, from, unit);
  return {
    title: `${unitTitle({ session, catalog }, step.layer, unit)}: weighted sum at ${whereIs(sight, t)}`,
    words:
      session.layers[step.layer].shape.length > 2
        ? 'The filter on one patch of the picture; the same weights everywhere.'
        : 'The same weights at every time step.',
    lines: [
      [at('z', unit), `\\sum_{i=1}^{${x.length}} x_i\\,${at('w', 'i', unit)}${op.biases ? `+${at('b', unit)}` : ''}`],
      [
        '',
        op.weights
          ? sum(
              x.map((value, from) => product([value, weight(from)])),
              bias === null ? null : factor(bias),
            )
          : '\\cdots',
      ],
      ['', num(op.outputs[t][unit])],
    ],
    table: op.weights && {
      caption: 'What adds up',
      heads: ['x_i', at('w', 'i', unit), `x_i\\,${at('w', 'i', unit)}`],
      rows: x.map((value, from) => ({
        name: `input ${from + 1}`,
        cells: [value, weight(from), (value ?? NaN) * (weight(from) ?? NaN)],
        isLookedAt: place.from === from,
        place: { from, block: 'weights' },
      })),
      total: [null, null, op.outputs[t][unit]],
    },
  };
}

/** @param {PerStepTrace} op @param {Sight} sight @returns {Explanation} */
function gradientsOver(op, sight) {
  const { trace, session, catalog, step, place } = sight;
  const { unit } = place;
  const isBias = place.from === null && op.biases !== null;
  const from = isBias ? null : Math.min(place.from ?? 0, op.inputs[0].length - 1);
  const title = `${unitTitle({ session, catalog }, step.layer, unit)}: gradient of its ${from === null ? 'bias' : `weight on input ${from + 1}`}`;
  const block = from === null ? op.biases : op.weights;
  if (!op.weights || !block) return { title, words: TOO_MANY, lines: [], table: null };
  const w = from === null ? at('b', unit) : at('w', from, unit);
  const uses = (op.output_adjoints ?? []).map((deltas, t) => [from === null ? 1 : op.inputs[t][from], deltas[unit]]);
  return {
    title,
    words: 'The weight is used again and again: its gradient is the sum over all of its uses.',
    lines: [
      [
        partial('L', w),
        `\\sum_{t=1}^{${uses.length}} ${partial('L', at('z', 't', unit))}\\cdot ${partial(at('z', 't', unit), w)}`,
      ],
      ['', sum(uses.map(product))],
      ['', num(totalOf(uses))],
      ...compared(trace, cell(block.gradient, from, unit), cell(block.numeric_gradient, from, unit), w),
    ],
    table: gradientTable(
      { ...sight, place: { ...place, from, block: from === null ? 'biases' : 'weights' } },
      [],
      [
        { key: 'weights', block: op.weights, name: (each) => `input ${each + 1}`, bias: '', factors: () => [] },
        ...(op.biases ? [{ key: 'biases', block: op.biases, name: String, bias: 'bias', factors: () => [] }] : []),
      ],
    ),
    second: usesTable(uses, place.t, (t) => whereIs(sight, t)),
    note: noteOn(trace, block),
  };
}

/** @param {(number | null)[][]} uses */
export const totalOf = (uses) => uses.reduce((total, [x, delta]) => total + (x ?? NaN) * (delta ?? NaN), 0);

/**
 * One parameter's uses, one a row.
 *
 * @param {(number | null)[][]} uses factor and adjoint of each
 * @param {number} looked
 * @param {(t: number) => string} name
 * @returns {Table}
 */
export function usesTable(uses, looked, name) {
  return {
    caption: 'Every use of this weight',
    heads: ['x_t', '\\delta_t', '\\delta_t\\,x_t'],
    rows: uses.map(([x, delta], t) => ({
      name: name(t),
      cells: [x, delta, (x ?? NaN) * (delta ?? NaN)],
      isLookedAt: t === looked,
      place: { t },
    })),
    total: [null, null, totalOf(uses)],
  };
}

/** @param {PerStepTrace} op @param {Sight} sight @param {number} t @returns {Explanation} */
function backAt(op, sight, t) {
  const from = Math.min(sight.place.from ?? 0, op.inputs[0].length - 1);
  const deltas = op.output_adjoints?.[t] ?? [];
  const weight = (/** @type {number} */ unit) => cell(op.weights?.values, from, unit);
  return {
    title: `${layerTitle(sight, sight.step.layer)}: back to input ${from + 1} at ${whereIs(sight, t)}`,
    words: 'The errors come back through the same weights and add up.',
    lines: [
      [partial('L', at('x', from)), `\\sum_{j=1}^{${deltas.length}} \\delta_j\\,${at('w', from, 'j')}`],
      ['', op.weights ? sum(deltas.map((delta, unit) => product([delta, weight(unit)]))) : '\\cdots'],
      ['', num(op.input_adjoints?.[t]?.[from])],
    ],
    table: op.weights && {
      caption: 'What comes back through each weight',
      heads: ['\\delta_j', at('w', from, 'j'), `\\delta_j\\,${at('w', from, 'j')}`],
      rows: deltas.map((delta, unit) => ({
        name: unitTitle(sight, sight.step.layer, unit).split(', ')[1],
        cells: [delta, weight(unit), (delta ?? NaN) * (weight(unit) ?? NaN)],
        isLookedAt: unit === sight.place.unit,
        place: { unit },
      })),
      total: [null, null, op.input_adjoints?.[t]?.[from] ?? null],
    },
  };
}

/** @param {TableTrace} op @param {Sight} sight @returns {Explanation} */
export function explainTable(op, sight) {
  const { session, catalog, step, place } = sight;
  const t = Math.min(place.t, op.inputs.length - 1);
  const row = op.inputs[t] ?? 0;
  const title = `${layerTitle({ session, catalog }, step.layer)}: number ${row} at time ${t + 1}`;
  if (step.what === 'values') {
    return {
      title,
      words: op.weights
        ? 'The number picks a row of the table; the row is what the network reads.'
        : 'One for the number, 0 for all others.',
      lines: [
        [at('y', 't'), op.weights ? `E_{${row}}` : `e_{${row}}`],
        ['', `(${op.outputs[t].slice(0, 4).map(num).join(',\\;')}${op.outputs[t].length > 4 ? ',\\;\\cdots' : ''})`],
      ],
      table: {
        caption: 'The row',
        heads: ['y_j'],
        rows: op.outputs[t].map((value, unit) => ({
          name: `number ${unit + 1}`,
          cells: [value],
          isLookedAt: unit === place.unit,
          place: { unit },
        })),
      },
    };
  }
  const { unit } = place;
  const uses = op.inputs.flatMap((each, time) =>
    each === row ? [[1, op.output_adjoints?.[time]?.[unit] ?? null]] : [],
  );
  const w = `E_{${row},${unit + 1}}`;
  if (!op.weights) return { title, words: TOO_MANY, lines: [], table: null };
  return {
    title: `${layerTitle({ session, catalog }, step.layer)}: gradient of row ${row}, number ${unit + 1}`,
    words: 'A row that was picked gets what comes back at each time that it was; the others get nothing.',
    lines: [
      [partial('L', w), `\\sum_{t:\\,x_t=${row}} ${partial('L', at('y', 't', unit))}`],
      ['', sum(uses.map(([, delta]) => factor(delta)))],
      ['', num(totalOf(uses))],
      ...compared(sight.trace, cell(op.weights.gradient, row, unit), cell(op.weights.numeric_gradient, row, unit), w),
    ],
    table: gradientTable(
      { ...sight, place: { ...place, from: row, block: 'weights' } },
      [],
      [{ key: 'weights', block: op.weights, name: (each) => `row ${each}`, bias: '', factors: () => [] }],
    ),
    note: noteOn(sight.trace, op.weights),
  };
}

/** @param {PatchesTrace} op @param {Sight} sight @returns {Explanation} */
export function explainPatches(op, sight) {
  const t = Math.min(sight.place.t, op.outputs.length - 1);
  const isBack = sight.step.what !== 'values';
  const patch = isBack ? (op.output_adjoints?.[t] ?? []) : op.outputs[t];
  const channels = op.inputs[0][0].length;
  return {
    title: `${layerTitle(sight, sight.step.layer)}: the patch at ${whereIs(sight, t)}`,
    words: isBack
      ? 'Patches overlap: a pixel gets the sum of what every patch that it is in sends back.'
      : `Every filter sees ${op.size} × ${op.size} pixels at a time.`,
    lines: isBack
      ? [[partial('L', '\\text{pixel}'), `\\sum_{\\text{patches}} ${partial('L', '\\text{its place in the patch}')}`]]
      : [['x', `\\text{pixels of the patch, line by line}`]],
    table: {
      caption: isBack ? 'What comes back to this patch' : 'The patch',
      heads: [isBack ? partial('L', 'x_i') : 'x_i'],
      rows: patch.map((value, from) => ({
        name: `pixel ${Math.floor(from / channels / op.size) + 1}, ${(Math.floor(from / channels) % op.size) + 1}${channels > 1 ? ` of ${(from % channels) + 1}` : ''}`,
        cells: [value],
        isLookedAt: from === sight.place.from,
        place: { from },
      })),
    },
  };
}

/** @param {MaxPoolTrace} op @param {Sight} sight @returns {Explanation} */
export function explainMaxPool(op, sight) {
  const [height, width] = [op.outputs.length, op.outputs[0].length];
  const t = Math.min(sight.place.t, height * width - 1);
  const { unit } = sight.place;
  const [row, column] = [Math.floor(t / width), t % width];
  const chosen = op.chosen[row][column][unit];
  const window = Array.from({ length: op.size ** 2 }, (_, index) => {
    const [y, x] = [row * op.size + Math.floor(index / op.size), column * op.size + (index % op.size)];
    return { value: op.inputs[y][x][unit], back: op.input_adjoints?.[y][x][unit] ?? null };
  });
  const isBack = sight.step.what !== 'values';
  return {
    title: `${unitTitle(sight, sight.step.layer, unit)}: window at ${whereIs(sight, t)}`,
    words: isBack
      ? 'All that comes back goes to the pixel that was the largest; the others had no part.'
      : 'The largest of the window is kept.',
    lines: isBack
      ? [
          [partial('L', at('x', chosen)), partial('L', 'y')],
          ['', num(op.output_adjoints?.[row][column][unit])],
        ]
      : [
          ['y', '\\max_i x_i'],
          [
            '',
            `\\max(${window
              .slice(0, 9)
              .map(({ value }) => num(value))
              .join(',\\,')})`,
          ],
          ['', num(op.outputs[row][column][unit])],
        ],
    table: {
      caption: 'The window',
      heads: isBack ? ['x_i', partial('L', 'x_i')] : ['x_i'],
      rows: window.map(({ value, back }, index) => ({
        name: `pixel ${Math.floor(index / op.size) + 1}, ${(index % op.size) + 1}`,
        cells: isBack ? [value, back] : [value],
        isLookedAt: index === chosen,
        place: {},
      })),
    },
  };
}

/** How many time steps or places an op has to choose from; 1 where there is nothing to choose. @param {import('../types.js').Op | undefined} op @param {number} units of its layer */
export function timesOf(op, units) {
  if (op === undefined) return 1;
  if (op.kind === 'recurrent' || op.kind === 'per_step' || op.kind === 'table' || op.kind === 'patches')
    return op.outputs.length;
  if (op.kind === 'loss') return op.step_values?.length ?? 1;
  return Math.max(1, Math.floor(flat(op.outputs).length / units));
}
