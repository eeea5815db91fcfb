/**
 * The head of a hidden layer: all of its controls, or its number of units and a card with the others.
 *
 * @import {App} from '../../../core/app.js'
 * @import {FlatLayer, LayerSpec} from '../../../core/edits/architecture.js'
 * @import {Catalog, FitAnswer, RunSpec} from '../../../protocol/types.d.ts'
 * @import {HeadForm} from './space.js'
 */

import { html } from 'htm/preact';

import { LayerHead } from '../../../controls/network/layerHead.js';
import { formatSetting } from '../../../draw/format.js';
import { isDense } from '../../../core/edits/architecture.js';
import { useSelector } from '../../../core/hooks.js';
import { inSentence, isLive, layerTitle } from '../../../core/selectors.js';
import { CardFoot, CardHead } from './layerCard.js';
import * as edits from './layerEdits.js';
import { LayerOptions } from './layerOptions.js';

const RATES = [0.05, 0.1, 0.2, 0.3, 0.5, 0.8];

/**
 * @param {object} props
 * @param {App} props.app
 * @param {number} props.x
 * @param {number} props.index among the session's layers
 * @param {FlatLayer[]} props.flatLayers
 * @param {FitAnswer | null} props.fit
 * @param {HeadForm} props.form
 */
export function HiddenHead({ app, x, index, flatLayers, fit, form }) {
  const { store, commands } = app;
  const spec = useSelector(store, (state) => state.spec);
  const catalog = useSelector(store, (state) => state.catalog);
  const title = useSelector(store, (state) => layerTitle(state, index), [index]);
  const count = useSelector(store, ({ session }) => session?.layers[index]?.units ?? 0, [index]);
  const disabled = !useSelector(store, isLive);
  if (!spec || !catalog) return null;
  const flatLayer = flatLayers[index];
  const { layer, at, block } = flatLayer;
  const name = inSentence(title);
  const choice = block === null ? (fit?.choices[at] ?? null) : null;
  const set = (/** @type {Record<string, string | number>} */ change) =>
    commands.change(edits.setLayer(spec, index, change));
  const kind =
    block === null &&
    kindOf(layer, name, catalog, choice, (next) => commands.change(edits.replaceLayer(spec, at, next)));
  const units = unitsOf(app, spec, index, flatLayers, catalog, fit);
  const onRemove = block === null ? () => commands.change(edits.removeLayer(spec, at)) : null;
  const canRemove = choice?.removable ?? false;
  const brief = { full: null, compact: briefOf(layer, catalog), tight: String(count) }[form];
  const isBrief = brief !== null;
  return html`<${LayerHead}
    ...${{ x, title, name, disabled, kind, onRemove, canRemove, brief }}
    units=${form !== 'tight' && units}
    setting=${settingOf(flatLayer, name, catalog, set)}
  >
    <${LayerOptions} ...${{ app, index, flatLayer, title, fit, disabled, isBrief }}
      first=${isBrief && html`<${CardHead} ...${{ kind, name, disabled }} units=${form === 'tight' && units} />`}
      last=${html`<${CardFoot} ...${{ app, name, disabled, canRemove }} onRemove=${isBrief ? onRemove : null}
        at=${isBrief && block === null ? at : null} fit=${fit} />`} />
  </${LayerHead}>`;
}

/**
 * The choice of a layer's kind, among those that fit.
 *
 * @param {LayerSpec} layer
 * @param {string} name
 * @param {Catalog} catalog
 * @param {FitAnswer['choices'][number] | null} choice
 * @param {(layer: LayerSpec) => void} replace
 */
const kindOf = (layer, name, catalog, choice, replace) => ({
  label: `Kind of ${name}`,
  title: 'The kind of this layer; a change starts a new run',
  value: layer.kind,
  options: catalog.layers
    .filter((kind) => kind.name === layer.kind || choice?.kinds[kind.name])
    .map((kind) => ({ value: kind.name, label: kind.label })),
  onChoose: (/** @type {string} */ kind) => choice?.kinds[kind] && replace(choice.kinds[kind]),
});

/**
 * A layer's activation or rate, and its options that are not the usual ones.
 *
 * @param {LayerSpec} layer
 * @param {Catalog} catalog
 */
function briefOf(layer, { layers, activations }) {
  const values = /** @type {Record<string, any>} */ (layer);
  const options = layers.find(({ name }) => name === layer.kind)?.options ?? [];
  const unusual = options.filter(
    ({ name, default: usual }) =>
      usual !== null && name !== 'activation' && name !== 'rate' && (values[name] ?? usual) !== usual,
  );
  return [
    activations.find(({ name }) => name === values.activation)?.label.toLowerCase(),
    values.rate !== undefined && `p = ${formatSetting(values.rate)}`,
    ...unusual.map(({ name }) => {
      const words = name.replaceAll('_', ' ');
      return values[name] === true ? words : values[name] === false ? `no ${words}` : `${words} ${values[name]}`;
    }),
  ]
    .filter(Boolean)
    .join(', ');
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
