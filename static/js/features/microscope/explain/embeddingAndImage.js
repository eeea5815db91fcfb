/**
 * Explanations of embeddings (and one-hot codes), image patches and max pooling.
 *
 * @import {MaxPoolTrace, PatchesTrace} from '../../../protocol/types.d.ts'
 * @import {EmbeddingOp} from '../../../core/trace/embedding.js'
 * @import {Explanation, StepContext} from '../types.js'
 */

import { layerTitle, unitTitle } from '../../../core/selectors.js';
import { TOO_MANY_PARAMETERS, checkLines, entryAt, gradientNote, gradientTable } from './gradientTable.js';
import { positionOf, sumOfProducts } from './perStep.js';
import { factor, indexed, num, partial, sum, vector } from './tex.js';

/**
 * @param {EmbeddingOp} op
 * @param {StepContext} context
 * @returns {Explanation}
 */
export function explainEmbedding(op, context) {
  const { session, catalog, step, selection } = context;
  const t = Math.min(selection.t, op.inputs.length - 1);
  const row = op.inputs[t] ?? 0;
  const title = `${layerTitle({ session, catalog }, step.layer)}: index ${row} at time ${t + 1}`;
  if (step.quantity === 'values') {
    return {
      title,
      words: op.weights
        ? 'The index selects a row of the embedding table, which is the input of the next layer.'
        : '1 at the index, 0 elsewhere.',
      lines: [
        [indexed('a', 't'), op.weights ? `E_{${row}}` : `e_{${row}}`],
        ['', vector(op.outputs[t])],
      ],
      table: {
        caption: 'The row',
        heads: ['a_j'],
        rows: op.outputs[t].map((value, unit) => ({
          name: `entry ${unit + 1}`,
          cells: [value],
          isSelected: unit === selection.unit,
          selection: { unit },
        })),
      },
    };
  }
  const { unit } = selection;
  const uses = op.inputs.flatMap((each, time) =>
    each === row ? [[1, op.output_adjoints?.[time]?.[unit] ?? null]] : [],
  );
  const w = `E_{${row},${unit + 1}}`;
  if (!op.weights) return { title, words: TOO_MANY_PARAMETERS, lines: [], table: null };
  return {
    title: `${layerTitle({ session, catalog }, step.layer)}: gradient of row ${row}, entry ${unit + 1}`,
    words: 'The gradient of a row is the sum of the errors at every time it was selected; other rows get none.',
    lines: [
      [partial('L', w), `\\sum_{t:\\,x_t=${row}} ${partial('L', indexed('a', 't', unit))}`],
      ['', sum(uses.map(([, delta]) => factor(delta)))],
      ['', num(sumOfProducts(uses))],
      ...checkLines(
        context.trace,
        entryAt(op.weights.gradient, row, unit),
        entryAt(op.weights.numeric_gradient, row, unit),
        w,
      ),
    ],
    table: gradientTable(
      { ...context, selection: { ...selection, from: row, block: 'weights' } },
      [],
      [{ key: 'weights', block: op.weights, name: (each) => `row ${each}`, bias: '', factors: () => [] }],
    ),
    note: gradientNote(context.trace, op.weights),
  };
}

/**
 * @param {PatchesTrace} op
 * @param {StepContext} context
 * @returns {Explanation}
 */
export function explainPatches(op, context) {
  const t = Math.min(context.selection.t, op.outputs.length - 1);
  const isBack = context.step.quantity !== 'values';
  const patch = isBack ? (op.output_adjoints?.[t] ?? []) : op.outputs[t];
  const channels = op.inputs[0][0].length;
  return {
    title: `${layerTitle(context, context.step.layer)}: the patch at ${positionOf(context, t)}`,
    words: isBack
      ? 'Patches overlap, so the error of a pixel is the sum over all patches that contain it.'
      : `Every filter reads a patch of ${op.size} × ${op.size} pixels.`,
    lines: isBack
      ? [
          [
            partial('L', '\\text{pixel}'),
            `\\sum_{\\text{patches}} ${partial('L', '\\text{its position in the patch}')}`,
          ],
        ]
      : [['x', '\\text{pixels of the patch, row by row}']],
    table: {
      caption: isBack ? 'Errors of the patch' : 'The patch',
      heads: [isBack ? partial('L', 'x_i') : 'x_i'],
      rows: patch.map((value, from) => ({
        name: pixelName(Math.floor(from / channels), op.size) + (channels > 1 ? ` of ${(from % channels) + 1}` : ''),
        cells: [value],
        isSelected: from === context.selection.from,
        selection: { from },
      })),
    },
  };
}

/**
 * @param {MaxPoolTrace} op
 * @param {StepContext} context
 * @returns {Explanation}
 */
export function explainMaxPool(op, context) {
  const [height, width] = [op.outputs.length, op.outputs[0].length];
  const t = Math.min(context.selection.t, height * width - 1);
  const { unit } = context.selection;
  const [row, column] = [Math.floor(t / width), t % width];
  const chosen = op.chosen[row][column][unit];
  const window = Array.from({ length: op.size ** 2 }, (_, index) => {
    const [y, x] = [row * op.size + Math.floor(index / op.size), column * op.size + (index % op.size)];
    return { value: op.inputs[y][x][unit], back: op.input_adjoints?.[y][x][unit] ?? null };
  });
  const isBack = context.step.quantity !== 'values';
  return {
    title: `${unitTitle(context, context.step.layer, unit)}: window at ${positionOf(context, t)}`,
    words: isBack
      ? 'The whole error goes to the largest pixel; the others did not contribute.'
      : 'The output is the largest value in the window.',
    lines: isBack
      ? [
          [partial('L', indexed('x', chosen)), partial('L', 'a')],
          ['', num(op.output_adjoints?.[row][column][unit])],
        ]
      : [
          ['a', '\\max_i x_i'],
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
        name: pixelName(index, op.size),
        cells: isBack ? [value, back] : [value],
        isSelected: index === chosen,
        selection: {},
      })),
    },
  };
}

/**
 * Name of a pixel in a patch or window.
 *
 * @param {number} index
 * @param {number} size pixels per side
 */
const pixelName = (index, size) => `pixel ${Math.floor(index / size) + 1}, ${(index % size) + 1}`;
