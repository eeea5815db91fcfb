/**
 * The numbers of one neuron, open beside it: every weight and its bias, to read and to change while it trains, each
 * with its gradient. A pressed link opens the neuron it leads to, at its weight.
 *
 * @import {App} from '../../state/app.js'
 * @import {Focus, State} from '../../state/model.js'
 * @import {Placement} from '../../draw/layout.js'
 * @import {LayerShape} from '../../protocol/types.d.ts'
 */

import { html } from 'htm/preact';
import { ChevronLeft, ChevronRight, X } from 'lucide';

import { Button } from '../../controls/button.js';
import { NumberField } from '../../controls/numberField.js';
import { formatPower, formatSigned } from '../../draw/format.js';
import { usePart } from '../../state/hooks.js';
import { inputNamer, isLive, unitTitle } from '../../state/selectors.js';
import { biasIndex, gatesOf, weightIndex } from '../../state/parameters.js';

const WIDTH = 264; // CSS pixels
const GAP = 12; // between a neuron and its card

/** @param {{app: App, placement: Placement}} props */
export function Inspector({ app, placement }) {
  const { store } = app;
  const selected = usePart(store, ({ look }) => look.selected);
  const session = usePart(store, (state) => state.session);
  const catalog = usePart(store, (state) => state.catalog);
  const layer = selected && session?.layers[selected.layer];
  if (!selected || !session || !layer || selected.unit >= layer.units) return null;
  const formula =
    layer.kind === 'dense'
      ? `a = ${layer.activation}(Σ w·x + b)`
      : (catalog?.layers.find(({ name }) => name === layer.kind)?.formula ?? '');
  /** @param {number} by */
  const go = (by) => {
    const unit = (selected.unit + by + layer.units) % layer.units;
    store.dispatch({ type: 'look', look: { selected: { ...selected, kind: 'unit', unit, from: 0 } } });
  };
  const close = () => closeInspector(app);
  return html`<section
    class="inspector"
    aria-label=${unitTitle(session, selected.layer, selected.unit)}
    style=${{ ...placeBeside(placement, selected), '--card': `${WIDTH}px` }}
    data-focus=${`unit ${selected.layer} ${selected.unit} 0`}
    onKeyDown=${(/** @type {KeyboardEvent} */ event) => event.key === 'Escape' && close()}
  >
    <header>
      <h2>${unitTitle(session, selected.layer, selected.unit).replace(' layer', '')}</h2>
      ${
        layer.units > 1 &&
        html`<${Button} kind="small quiet" icon=${ChevronLeft} iconSize=${14} title="The neuron before" onPress=${() => go(-1)} />
          <${Button} kind="small quiet" icon=${ChevronRight} iconSize=${14} title="The next neuron" onPress=${() => go(1)} />`
      }
      <${Button} kind="small quiet" icon=${X} iconSize=${14} title="Close" onPress=${close} />
    </header>
    <p class="formula">${formula}</p>
    <${Numbers} ...${{ app, layer, selected }} />
  </section>`;
}

/** Closes the card; the keyboard goes back to the neuron it belongs to. @param {App} app */
function closeInspector({ store }) {
  const { selected } = store.state.peek().look;
  store.dispatch({ type: 'look', look: { selected: null } });
  if (!selected) return;
  const node = document.querySelector(`.node[data-focus="unit ${selected.layer} ${selected.unit} 0"]`);
  if (node instanceof HTMLElement) node.focus({ preventScroll: true });
}

/** @param {{app: App, layer: LayerShape, selected: Focus}} props */
function Numbers({ app, layer, selected }) {
  const isStreamed = usePart(app.store, ({ frame }) => frame === null || frame.parameters !== null);
  const names = usePart(app.store, (state) => namesOf(state, selected.layer, layer.inputs), [selected.layer, layer]);
  if (!isStreamed) return html`<p class="quiet">This network is too large to show its weights while it trains.</p>`;
  if (gatesOf(layer) > 1) return html`<p class="quiet">Each gate of this neuron has weights of its own; the export has them.</p>`;
  const rows = rowsOf(layer, selected, names.split('\n'));
  if (rows.length === 0) return html`<p class="quiet">Nothing is learnt in this layer.</p>`;
  return html`<table class="numbers">
    <thead>
      <tr>
        <th scope="col">${layer.weights_offset === null ? '' : 'from'}</th>
        <th scope="col" class="number">${layer.weights_offset === null ? 'value' : 'weight'}</th>
        <th scope="col" class="number">gradient</th>
      </tr>
    </thead>
    <tbody>
      ${rows.map((row) => {
        const autofocus = selected.kind === 'link' && row.input === selected.from;
        const key = `${selected.layer} ${selected.unit} ${row.name} ${row.input}`;
        return html`<${Row} key=${key} ...${{ app, layer, unit: selected.unit, row, autofocus }} />`;
      })}
    </tbody>
  </table>`;
}

/**
 * @typedef {object} NumberRow
 * @property {string} name
 * @property {number | null | undefined} input of a weight; null for the bias, undefined for what is only read
 * @property {number} index among the parameters
 * @property {string} focus
 */

/**
 * The numbers of one neuron: its weights, what else the layer keeps for each neuron, and its bias.
 *
 * @param {LayerShape} layer
 * @param {Focus} selected
 * @param {string[]} names of the layer's inputs
 * @returns {NumberRow[]}
 */
function rowsOf(layer, selected, names) {
  const { unit } = selected;
  const own = `unit ${selected.layer} ${unit} 0`;
  const weights = names.map((name, from) => {
    return { name, input: from, index: weightIndex(layer, from, unit), focus: `link ${selected.layer} ${unit} ${from}` };
  });
  const others = layer.blocks
    .filter(({ name, shape }) => name !== 'biases' && shape.length === 1 && shape[0] === layer.units)
    .map(({ name, offset }) => {
      return { name: name.replace('_', ' ').replace(/s$/, ''), input: undefined, index: offset + unit, focus: own };
    });
  const bias = { name: 'bias', input: null, index: biasIndex(layer, unit), focus: own };
  return [
    ...(layer.weights_offset === null ? [] : weights),
    ...others,
    ...(layer.biases_offset === null ? [] : [bias]),
  ];
}

/** The names of a layer's inputs, a line each. @param {State} state @param {number} layer @param {number} inputs */
const namesOf = (state, layer, inputs) => Array.from({ length: inputs }, (_, from) => inputNamer(state, layer)(from)).join('\n');

/**
 * @param {object} props
 * @param {App} props.app
 * @param {LayerShape} props.layer
 * @param {number} props.unit
 * @param {NumberRow} props.row
 * @param {boolean} props.autofocus
 */
function Row({ app: { store, commands }, layer, unit, row: { name, input, index, focus }, autofocus }) {
  const value = usePart(store, ({ frame }) => frame?.parameters?.[index] ?? 0, [index]);
  const gradient = usePart(store, ({ frame }) => frame?.gradients?.[index] ?? null, [index]);
  const disabled = !usePart(store, isLive);
  return html`<tr data-focus=${focus}>
    <th scope="row" title=${name}>${name}</th>
    <td>
      ${
        input === undefined
          ? html`<span class="read-only">${formatSigned(value)}</span>`
          : html`<${NumberField}
        kind="bare"
        label=${input === null ? 'Bias' : `Weight from ${name}`}
        title="Type a value, or change it with the arrow keys; training goes on from it"
        value=${Number(value.toPrecision(6))}
        text=${formatSigned(value)}
        step=${0.1}
        low=${-1e6}
        high=${1e6}
        onCommit=${(/** @type {number} */ next) => commands.setParameter({ layer: layer.name, unit, input }, next)}
        ...${{ disabled, autofocus }}
      />`
      }
    </td>
    <td class="number">${formatPower(gradient)}</td>
  </tr>`;
}

/**
 * Where the card stands: right of its neuron or left of it, under or over it where there is no room beside, and always
 * on the side with more of the sheet, so that it has most room.
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
