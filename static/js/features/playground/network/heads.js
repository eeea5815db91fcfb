/**
 * The heads of the columns: names, the controls of each hidden layer, and buttons that insert layers between them.
 *
 * @import {App} from '../../../core/app.js'
 * @import {FlatLayer} from '../../../core/edits/architecture.js'
 * @import {Placement} from '../../../draw/layout.js'
 * @import {Catalog, FitAnswer, RunSpec} from '../../../protocol/types.d.ts'
 */

import { html } from 'htm/preact';
import { useMemo } from 'preact/hooks';

import { LayerHead } from '../../../controls/layerHead.js';
import { formatSetting } from '../../../draw/format.js';
import { isDense, flatLayersOf } from '../../../core/edits/architecture.js';
import { usePart } from '../../../core/hooks.js';
import { inSentence, inputsOfStep, isLive, layerTitle } from '../../../core/selectors.js';
import { useFit } from './fit.js';
import * as edits from './layerEdits.js';
import { LayerOptions } from './layerOptions.js';

const RATES = [0.05, 0.1, 0.2, 0.3, 0.5, 0.8];

/** @param {{app: App, columns: Placement['columns']}} props */
export function Heads({ app, columns }) {
  const { store } = app;
  const session = usePart(store, (state) => state.session);
  const spec = usePart(store, (state) => state.spec);
  const catalog = usePart(store, (state) => state.catalog);
  const flatLayers = useMemo(() => (spec ? flatLayersOf(spec.network.layers) : []), [spec]);
  const fit = useFit(app);
  if (!session) return null;
  const last = columns[columns.length - 1];
  const hidden = columns.slice(1, -1);
  // layers are inserted before a layer or a block, never inside a block
  const places = [...flatLayers, null].flatMap((flatLayer, index) =>
    flatLayer === null || flatLayer.at !== flatLayers[index - 1]?.at
      ? [{ index, at: flatLayer?.at ?? (flatLayers.at(-1)?.at ?? -1) + 1 }]
      : [],
  );
  return html`
    <div class="column-head" style=${{ left: `${columns[0].x}px` }}>
      <h2>${session.spec.features === null ? 'Inputs' : 'Features'}</h2>
      <p>${inputsOfStep(session) < session.inputs.length ? 'one time step at a time' : 'inputs'}</p>
    </div>
    ${hidden.map(({ x }, index) => {
      return (
        flatLayers[index] &&
        session.layers[index + 1] &&
        html`<${HiddenHead} key=${session.layers[index].name} ...${{ app, x, index, flatLayers, fit }} />`
      );
    })}
    <div class="column-head" style=${{ left: `${last.x}px` }}>
      <h2>Output</h2>
      <p>${session.layers.at(-1)?.activation}</p>
    </div>
    ${places.map(({ index, at }) => {
      const [before, after] = [columns[index], columns[index + 1]];
      if (!before || !after) return null;
      const what = index === flatLayers.length ? 'the output' : inSentence(layerTitle({ session, catalog }, index));
      return html`<${Insert} key=${index} x=${Math.round((before.x + after.x) / 2)} ...${{ app, at, what }}
        layer=${fit?.insertions[at] ?? null} />`;
    })}
  `;
}

/**
 * @param {object} props
 * @param {App} props.app
 * @param {number} props.x
 * @param {number} props.index among the session's layers
 * @param {FlatLayer[]} props.flatLayers
 * @param {FitAnswer | null} props.fit
 */
function HiddenHead({ app, x, index, flatLayers, fit }) {
  const { store, commands } = app;
  const spec = usePart(store, (state) => state.spec);
  const catalog = usePart(store, (state) => state.catalog);
  const title = usePart(store, (state) => layerTitle(state, index), [index]);
  const disabled = !usePart(store, isLive);
  if (!spec || !catalog) return null;
  const flatLayer = flatLayers[index];
  const { layer, at, block } = flatLayer;
  const name = inSentence(title);
  const choice = block === null ? fit?.choices[at] : null;
  const set = (/** @type {Record<string, string | number>} */ change) =>
    commands.change(edits.setLayer(spec, index, change));
  return html`<${LayerHead}
    ...${{ x, title, name, disabled }}
    units=${unitsOf(app, spec, index, flatLayers, catalog, fit)}
    kind=${
      block === null && {
        label: `Kind of ${name}`,
        title: 'The kind of this layer; another one starts a new run',
        value: layer.kind,
        options: catalog.layers
          .filter((kind) => kind.name === layer.kind || choice?.kinds[kind.name])
          .map((kind) => ({ value: kind.name, label: kind.label })),
        onChoose: (/** @type {string} */ kind) =>
          choice?.kinds[kind] && commands.change(edits.replaceLayer(spec, at, choice.kinds[kind])),
      }
    }
    setting=${settingOf(flatLayer, name, catalog, set)}
    onRemove=${block === null ? () => commands.change(edits.removeLayer(spec, at)) : null}
    canRemove=${choice?.removable ?? false}
  >
    <${LayerOptions} ...${{ app, index, flatLayer, title, fit, disabled }} />
  </${LayerHead}>`;
}

/**
 * The stepper for a layer's number of units; false if it has none of its own.
 *
 * @param {App} app
 * @param {RunSpec} spec
 * @param {number} index of the layer
 * @param {FlatLayer[]} flatLayers
 * @param {Catalog} catalog
 * @param {FitAnswer | null} fit
 */
function unitsOf({ commands }, spec, index, flatLayers, catalog, fit) {
  const { layer } = flatLayers[index];
  const name = edits.unitsName(layer);
  if (name === '' || isTied(flatLayers[index], flatLayers)) return false;
  return {
    what: name === 'filters' ? 'filter' : 'neuron',
    count: /** @type {Record<string, any>} */ (layer)[name],
    most: Math.min(catalog.limits.units, fit?.options[index]?.[name]?.high ?? Infinity),
    onSet: (/** @type {number} */ count) => commands.change(edits.setUnits(spec, index, count)),
  };
}

/**
 * True for the layer of a residual block that must be as wide as the block.
 *
 * @param {FlatLayer} flatLayer
 * @param {FlatLayer[]} flatLayers
 */
function isTied({ layer, at, block }, flatLayers) {
  const whole = flatLayers.find((flatLayer) => flatLayer.at === at && flatLayer.block === null)?.layer;
  return block === 'residual' && whole?.kind === 'residual' && whole.layers.findLast(isDense) === layer;
}

/**
 * The setting of a layer that keeps its shape: its activation or its rate.
 *
 * @param {FlatLayer} flatLayer
 * @param {string} name
 * @param {Catalog} catalog
 * @param {(change: Record<string, string | number>) => void} set
 */
function settingOf({ layer }, name, { activations, layers }, set) {
  if ('activation' in layer) {
    const own = layers.find((kind) => kind.name === layer.kind)?.options.find((option) => option.name === 'activation');
    return {
      label: `Activation of ${name}`,
      title: "The function of this layer's neurons; applies while training",
      value: layer.activation,
      options: activations
        .filter((entry) => own?.choices.includes(entry.name))
        .map((entry) => ({ value: entry.name, label: entry.label })),
      onChoose: (/** @type {string} */ activation) => set({ activation }),
    };
  }
  if (!('rate' in layer)) return null;
  const rates = [...new Set([...RATES, layer.rate])].sort((a, b) => a - b);
  return {
    label: `Rate of ${name}`,
    title: 'The share of neurons dropped for each sample; applies while training',
    value: String(layer.rate),
    options: rates.map((rate) => ({ value: String(rate), label: `p = ${formatSetting(rate)}` })),
    onChoose: (/** @type {string} */ rate) => set({ rate: Number(rate) }),
  };
}

/**
 * @param {object} props
 * @param {App} props.app
 * @param {number} props.x
 * @param {number} props.at index of the new layer
 * @param {string} props.what title of the layer after it
 * @param {FitAnswer['insertions'][number]} props.layer the new layer; null if none fits
 */
function Insert({ app: { store, commands }, x, at, what, layer }) {
  const live = usePart(store, isLive);
  const spec = usePart(store, (state) => state.spec);
  const full = usePart(store, (state) => isFull(state.spec, state.catalog));
  const title = `Add a hidden layer before ${what}`;
  return html`<button
    type="button"
    class="insert"
    data-part="building"
    style=${{ left: `${x}px` }}
    disabled=${!live || full || !layer}
    title=${`${title}; starts a new run`}
    aria-label=${title}
    onClick=${() => spec && layer && commands.change(edits.addLayer(spec, at, layer))}
  >
    +
  </button>`;
}

/**
 * True if the network has as many dense layers as the server allows.
 *
 * @param {RunSpec | null} spec
 * @param {Catalog | null} catalog
 */
function isFull(spec, catalog) {
  const dense = flatLayersOf(spec?.network.layers ?? []).filter(({ layer }) => isDense(layer));
  return dense.length >= (catalog?.limits.layers ?? 0);
}
