/**
 * The inspector: the weights and the bias of one neuron with their gradients, editable while it trains. A click on a
 * connection opens its weight.
 *
 * @import {App} from '../../../core/app.js'
 * @import {Focus, State} from '../../../core/model.js'
 * @import {Placement} from '../../../draw/layout.js'
 * @import {LayerShape, ParameterBlock} from '../../../protocol/types.d.ts'
 */

import { html } from 'htm/preact';
import { ChevronLeft, ChevronRight, X } from 'lucide';

import { Button } from '../../../controls/button.js';
import { Lockable } from '../../../controls/lockable.js';
import { NumberField } from '../../../controls/numberField.js';
import { formatFormula, formatPower, formatSigned } from '../../../draw/format.js';
import { paletteOf } from '../../../draw/palette.js';
import { useDrawing, usePacedSelector, useSelector } from '../../../core/hooks.js';
import { gatesOf } from '../../../core/parameters.js';
import { predictionImage } from './tiles/unitImages.js';
import { inputNamer, isLive, unitTitle } from '../../../core/selectors.js';
import { framePause } from '../../shared/pauses.js';
import { paintImage } from './paintImage.js';

const WIDTH = 264; // CSS pixels
const GAP = 12; // between a neuron and the inspector

/** @param {{app: App, placement: Placement}} props */
export function Inspector({ app, placement }) {
  const { store } = app;
  const selected = useSelector(store, ({ look }) => look.selected);
  const session = useSelector(store, (state) => state.session);
  const catalog = useSelector(store, (state) => state.catalog);
  const layer = selected && session?.layers[selected.layer];
  if (!selected || !session || !layer || selected.unit >= layer.units) return null;
  const title = unitTitle({ session, catalog }, selected.layer, selected.unit);
  const formula =
    layer.kind === 'dense'
      ? `a = ${layer.activation}(Σ w·x + b)`
      : formatFormula(catalog?.layers.find(({ name }) => name === layer.kind)?.formula ?? '');
  /** @param {number} by */
  const go = (by) => {
    const unit = (selected.unit + by + layer.units) % layer.units;
    store.dispatch({ type: 'look', look: { selected: { ...selected, kind: 'unit', unit, from: 0 } } });
  };
  const close = () => closeInspector(app);
  return html`<section
    class="inspector"
    aria-label=${title}
    style=${{ ...placeBeside(placement, selected), '--card': `${WIDTH}px` }}
    data-focus=${`unit ${selected.layer} ${selected.unit} 0`}
    onKeyDown=${(/** @type {KeyboardEvent} */ event) => event.key === 'Escape' && close()}
  >
    <header>
      <h2>${title.replace(' layer', '')}</h2>
      ${
        layer.units > 1 &&
        html`<${Button} kind="small quiet" icon=${ChevronLeft} iconSize=${14} title="Previous neuron"
          onPress=${() => go(-1)} />
          <${Button} kind="small quiet" icon=${ChevronRight} iconSize=${14} title="Next neuron"
            onPress=${() => go(1)} />`
      }
      <${Button} kind="small quiet" icon=${X} iconSize=${14} title="Close" onPress=${close} />
    </header>
    <p class="formula">${formula}</p>
    ${layer.shape.length === 3 && html`<${PredictionMap} ...${{ app, layer }} unit=${selected.unit} />`}
    <${Lockable} lock="weights" class="part"><${Numbers} ...${{ app, layer, selected }} /></${Lockable}>
  </section>`;
}

/**
 * Close the inspector and return the focus to its neuron.
 *
 * @param {App} app
 */
function closeInspector({ store }) {
  const { selected } = store.state.peek().look;
  store.dispatch({ type: 'look', look: { selected: null } });
  if (!selected) return;
  const node = document.querySelector(`.node[data-focus="unit ${selected.layer} ${selected.unit} 0"]`);
  if (node instanceof HTMLElement) node.focus({ preventScroll: true });
}

/** @param {{app: App, layer: LayerShape, selected: Focus}} props */
function Numbers({ app, layer, selected }) {
  const isStreamed = useSelector(app.store, ({ frame }) => frame === null || frame.parameters !== null);
  const names = useSelector(app.store, (state) => namesOf(state, selected.layer, layer.inputs), [
    selected.layer,
    layer,
  ]);
  const gates = useSelector(
    app.store,
    ({ catalog }) => catalog?.layers.find(({ name }) => name === layer.kind)?.gates,
    [layer.kind],
  );
  if (!isStreamed) return html`<p class="quiet">This network is too large to show its weights while it trains.</p>`;
  const rows = rowsOf(layer, selected, names.split('\n'), gates ?? []);
  if (rows.length === 0) return html`<p class="quiet">This layer has no weights to learn.</p>`;
  return html`<table class="numbers">
    <thead>
      <tr>
        <th scope="col">${layer.weights_offset === null ? '' : 'From'}</th>
        <th scope="col" class="number">${layer.weights_offset === null ? 'Value' : 'Weight'}</th>
        <th scope="col" class="number">Gradient</th>
      </tr>
    </thead>
    <tbody>
      ${rows.map((row) => {
        const key = `${selected.layer} ${selected.unit} ${row.block} ${row.column} ${row.input}`;
        const autofocus = selected.kind === 'link' && row.block === 'weights' && row.input === selected.from;
        return html`
          ${
            row.head &&
            html`<tr key=${`${key} head`} class="gate"><th scope="rowgroup"
            colspan="3">${row.head}</th></tr>`
          }
          <${Row} key=${key} ...${{ app, layer, row, autofocus }} />
        `;
      })}
    </tbody>
  </table>`;
}

/**
 * @typedef {object} NumberRow
 * @property {string} name
 * @property {string} title in full
 * @property {string} block of the layer's parameters
 * @property {number | null} input row of the block; null where it has one dimension
 * @property {number} column of the block
 * @property {number} index among the parameters
 * @property {string} focus
 * @property {string} [head] what begins with it
 */

/**
 * List the numbers of one neuron, gate by gate if it has several: weights on the inputs and on previous states, other
 * parameters, and biases.
 *
 * @param {LayerShape} layer
 * @param {Focus} selected
 * @param {string[]} names of the layer's inputs
 * @param {string[]} gates
 * @returns {NumberRow[]}
 */
function rowsOf(layer, selected, names, gates) {
  const count = gatesOf(layer);
  return Array.from({ length: count }, (_, gate) => gate).flatMap((gate) => {
    const [first, ...rows] = layer.blocks
      .toSorted(biasesLast)
      .flatMap((block) => rowsIn(block, layer, selected, names, gate, count));
    return first ? [count > 1 ? { ...first, head: `Gate ${gates[gate]}` } : first, ...rows] : [];
  });
}

/**
 * @param {ParameterBlock} a
 * @param {ParameterBlock} b
 */
const biasesLast = (a, b) => Number(a.name.endsWith('biases')) - Number(b.name.endsWith('biases'));

/**
 * @param {ParameterBlock} block
 * @param {LayerShape} layer
 * @param {Focus} selected
 * @param {string[]} names
 * @param {number} gate
 * @param {number} count of gates
 * @returns {NumberRow[]}
 */
function rowsIn({ name: block, offset, shape }, { units }, selected, names, gate, count) {
  const width = shape[shape.length - 1];
  const focus = `unit ${selected.layer} ${selected.unit} 0`;
  // a block of fewer gates belongs to the last ones
  const own = gate - (count - width / units);
  if (own < 0) return [];
  const column = own * units + selected.unit;
  const name = singular(block);
  if (shape.length === 1) return [{ name, title: name, block, input: null, column, index: offset + column, focus }];
  return Array.from({ length: shape[0] }, (_, input) => ({
    name: block === 'weights' ? names[input] : `h₋ ${input + 1}`,
    title: block === 'weights' ? names[input] : `neuron ${input + 1}, previous step`,
    block,
    input,
    column,
    index: offset + input * width + column,
    focus: block === 'weights' && count === 1 ? `link ${selected.layer} ${selected.unit} ${input}` : focus,
  }));
}

/**
 * Singular of a block's name in words.
 *
 * @param {string} block
 */
const singular = (block) => block.replace('_', ' ').replace(/s(es)?$/, (_, es) => (es ? 's' : ''));

/**
 * Names of a layer's inputs, one per line.
 *
 * @param {State} state
 * @param {number} layer
 * @param {number} inputs
 */
const namesOf = (state, layer, inputs) =>
  Array.from({ length: inputs }, (_, from) => inputNamer(state, layer)(from)).join('\n');

/** @param {{app: App, layer: LayerShape, row: NumberRow, autofocus: boolean}} props */
function Row({ app, layer, row: { name, title, block, input, column, index, focus }, autofocus }) {
  const { store, commands } = app;
  const value = usePacedSelector(app, ({ frame }) => frame?.parameters?.[index] ?? 0, framePause, [index]);
  const gradient = usePacedSelector(app, ({ frame }) => frame?.gradients?.[index] ?? null, framePause, [index]);
  const disabled = !useSelector(store, isLive);
  const set = (/** @type {number} */ next) =>
    commands.setParameter({ layer: layer.name, unit: column, input, block }, next);
  return html`<tr data-focus=${focus}>
    <th scope="row" title=${title}>${name}</th>
    <td>
      <${NumberField}
        kind="bare"
        label=${input === null ? `${name[0].toUpperCase()}${name.slice(1)}` : `Weight from ${title}`}
        title="Type a value, or change it with the arrow keys; training continues from it"
        value=${Number(value.toPrecision(6))}
        text=${formatSigned(value)}
        step=${0.1}
        low=${-1e6}
        high=${1e6}
        onCommit=${set}
        ...${{ disabled, autofocus }}
      />
    </td>
    <td class="number">${formatPower(gradient)}</td>
  </tr>`;
}

/**
 * Activations of the neuron at every pixel of the image on the pad.
 *
 * @param {{app: App, layer: LayerShape, unit: number}} props
 */
function PredictionMap({ app, layer, unit }) {
  const hasPrediction = useSelector(app.store, ({ prediction }) => prediction !== null);
  const canvas = useDrawing(
    app,
    ({ prediction, look }) => [prediction, look.theme],
    (/** @type {HTMLCanvasElement} */ element, prediction, theme) => {
      paintImage(element, prediction && predictionImage(layer, unit, prediction), paletteOf(theme).values);
    },
    [layer, unit, hasPrediction],
  );
  if (!hasPrediction) return null;
  return html`<figure class="prediction-map"><canvas ref=${canvas} width="1" height="1"></canvas>
    <figcaption>Its response to the image on the pad</figcaption></figure>`;
}

/**
 * Position of the inspector: beside its neuron, or above or below it if there is no room, on the side with more space.
 *
 * @param {Placement} placement
 * @param {Focus} selected
 */
function placeBeside({ width, height, columns }, { layer, unit }) {
  const { x, node, ys } = columns[layer + 1];
  const y = ys[Math.min(unit, ys.length - 1)];
  const half = node / 2 + GAP;
  const sides = [x + half, x - half - WIDTH].filter((left) => left >= 0 && left + WIDTH <= width);
  const left = sides[0] ?? Math.min(Math.max(0, x - WIDTH / 2), Math.max(0, width - WIDTH));
  const hangs = y < height / 2;
  const from = Math.max(0, (hangs ? y : height - y) + (sides.length > 0 ? -node / 2 : half));
  return { left: `${left}px`, [hangs ? 'top' : 'bottom']: `${from}px`, maxHeight: `${height - from}px` };
}
