/**
 * Explanations of embeddings (and one-hot codes), image patches and max pooling.
 *
 * @import {MaxPoolTrace, PatchesTrace} from '../../../protocol/types.d.ts'
 * @import {EmbeddingOp} from '../../../core/trace/embedding.js'
 * @import {Explanation, Line, StepContext} from '../types.js'
 * @import {Index} from './notation.js'
 */

import { layerTitle, unitTitle } from '../../../core/selectors.js';
import { formatOfLayer } from '../../../draw/format.js';
import { TOO_MANY_PARAMETERS, checkLines, entryAt, gradientNote, gradientTable } from './gradientTable.js';
import { ofLayer, sourceOf } from './notation.js';
import { positionOf, sumOfProducts } from './perStep.js';
import { factor, num, partial, sum, vector } from './tex.js';

/**
 * @param {EmbeddingOp} op
 * @param {StepContext} context
 * @returns {Explanation}
 */
export function explainEmbedding(op, context) {
  const { session, catalog, step, selection } = context;
  const t = Math.min(selection.t, op.inputs.length - 1);
  const row = op.inputs[t] ?? 0;
  const W = ofLayer('W', step.layer);
  const title = `${layerTitle({ session, catalog }, step.layer)}: index ${row} at time ${t + 1}`;
  if (step.quantity === 'values') {
    return {
      title,
      words: op.weights
        ? `The index x at time ${t + 1} selects a row of the embedding table ${formatOfLayer('W', step.layer)}.`
        : 'A vector of zeros, with 1 at the index x.',
      lines: [
        [ofLayer('a', step.layer, t), op.weights ? `${W}_{x_{${t + 1}}}=${W}_{${row}}` : `e_{x_{${t + 1}}}=e_{${row}}`],
        ['', vector(op.outputs[t])],
      ],
      table: {
        caption: 'The row',
        heads: [ofLayer('a', step.layer, t, 'j')],
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
  const w = `${W}_{${row},${unit + 1}}`;
  if (!op.weights) return { title, words: TOO_MANY_PARAMETERS, lines: [], table: null };
  return {
    title: `${layerTitle({ session, catalog }, step.layer)}: gradient of row ${row}, entry ${unit + 1}`,
    words: 'The gradient of a row is the sum of the errors at every time it was selected; other rows get none.',
    lines: [
      [partial('L', w), `\\sum_{t:\\,x_t=${row}} ${partial('L', ofLayer('a', step.layer, 't', unit))}`],
      ['', sum(uses.map(([, delta]) => factor(delta)))],
      ['', num(sumOfProducts(uses))],
      ...checkLines(
        context,
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
    note: gradientNote(context, op.weights),
  };
}

/**
 * @param {PatchesTrace} op
 * @param {StepContext} context
 * @returns {Explanation}
 */
export function explainPatches(op, context) {
  const { layer, quantity } = context.step;
  const t = Math.min(context.selection.t, op.outputs.length - 1);
  const isBack = quantity !== 'values';
  const patch = isBack ? (op.output_adjoints?.[t] ?? []) : op.outputs[t];
  const channels = op.inputs[0][0].length;
  const from = Math.min(context.selection.from ?? 0, patch.length - 1);
  const u = ofLayer('u', layer, 'p', 'i');
  return {
    title: `${layerTitle(context, layer)}: the patch at ${positionOf(context, t)}`,
    words: isBack
      ? 'Patches overlap, so the error of a pixel is the sum over all patches that contain it.'
      : `Every filter reads a patch ${formatOfLayer('u', layer)} of ${op.size} × ${op.size} pixels. ` +
        `Here p is ${positionOf(context, t)}. Outside of the image there are zeros.`,
    lines: isBack
      ? backToPixel(op, context, t, from)
      : [
          [ofLayer('u', layer, 'p'), `\\text{pixels of }${ofLayer('a', sourceOf(context.session, layer))}`],
          ['', vector(patch)],
        ],
    table: {
      caption: isBack ? 'Errors of the patch' : 'The patch',
      heads: [isBack ? partial('L', u) : u],
      rows: patch.map((value, index) => ({
        name: pixelName(Math.floor(index / channels), op.size) + (channels > 1 ? ` of ${(index % channels) + 1}` : ''),
        cells: [value],
        isSelected: index === from,
        selection: { from: index },
      })),
    },
  };
}

/**
 * The error of the pixel that an entry of a patch shows: the sum over all patches that contain it.
 *
 * @param {PatchesTrace} op
 * @param {StepContext} context
 * @param {number} t the patch
 * @param {number} from the entry
 * @returns {Line[]}
 */
function backToPixel(op, context, t, from) {
  const [height, width, channels] = [op.inputs.length, op.inputs[0].length, op.inputs[0][0].length];
  const before = Math.floor(op.padding / 2);
  const wide = width + op.padding - op.size + 1;
  const channel = from % channels;
  const at = Math.floor(from / channels);
  const row = Math.floor(t / wide) + Math.floor(at / op.size) - before;
  const column = (t % wide) + (at % op.size) - before;
  const entry = ofLayer('u', context.step.layer, 'p', from);
  if (row < 0 || column < 0 || row >= height || column >= width)
    return [[partial('L', entry), `${num(op.output_adjoints?.[t]?.[from])}\\quad\\text{a zero around the image}`]];
  const parts = (op.output_adjoints ?? []).flatMap((errors, place) => {
    const [y, x] = [row + before - Math.floor(place / wide), column + before - (place % wide)];
    const isInside = y >= 0 && x >= 0 && y < op.size && x < op.size;
    return isInside ? [errors[(y * op.size + x) * channels + channel]] : [];
  });
  const a = ofLayer('a', sourceOf(context.session, context.step.layer));
  return [
    [
      partial('L', `${a}_{(${row + 1},${column + 1})}`),
      `\\sum_{p} ${partial('L', ofLayer('u', context.step.layer, 'p', 'i'))}\\quad\\text{over ${parts.length} patches}`,
    ],
    ['', sum(parts.map(factor))],
    ['', num(op.input_adjoints?.[row][column][channel])],
  ];
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
  const a = ofLayer('a', context.step.layer, 'p', unit);
  const x = (/** @type {Index} */ pixel) => ofLayer('a', sourceOf(context.session, context.step.layer), pixel);
  return {
    title: `${unitTitle(context, context.step.layer, unit)}: window at ${positionOf(context, t)}`,
    words: isBack
      ? 'The whole error goes to the largest pixel; the others did not contribute.'
      : 'The output at the position p is the largest value in its window.',
    lines: isBack
      ? [
          [partial('L', x(chosen)), partial('L', a)],
          ['', num(op.output_adjoints?.[row][column][unit])],
        ]
      : [
          [a, `\\max_i ${x('i')}`],
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
      heads: isBack ? [x('i'), partial('L', x('i'))] : [x('i')],
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
