/**
 * What stands above the columns: names, the controls of each hidden layer, and between them the places for new ones.
 *
 * @import {App} from '../../../core/app.js'
 * @import {Part} from '../../../core/edits/architecture.js'
 * @import {Placement} from '../../../draw/layout.js'
 * @import {Catalog, RunSpec} from '../../../protocol/types.d.ts'
 * @import {Form} from '../../../core/edits/fitting.js'
 * @import {State} from '../../../core/model.js'
 */

import { html } from 'htm/preact';
import { useMemo } from 'preact/hooks';

import { LayerHead } from '../../../controls/layerHead.js';
import { formatSetting } from '../../../draw/format.js';
import { isDense, partsOf } from '../../../core/edits/architecture.js';
import { formOf } from '../../../core/edits/fitting.js';
import { usePart } from '../../../core/hooks.js';
import * as edits from '../../../core/edits/layerEdits.js';
import { unitsName } from '../../../core/edits/layerEdits.js';
import { dataForm, inSentence, inputsOfStep, isLive, layerTitle, vocabularyOf } from '../../../core/selectors.js';
import { LayerOptions } from './layerOptions.js';

const RATES = [0.05, 0.1, 0.2, 0.3, 0.5, 0.8];

/** @param {{app: App, columns: Placement['columns']}} props */
export function Heads({ app, columns }) {
  const { store } = app;
  const session = usePart(store, (state) => state.session);
  const spec = usePart(store, (state) => state.spec);
  const catalog = usePart(store, (state) => state.catalog);
  const parts = useMemo(() => (spec ? partsOf(spec.network.layers) : []), [spec]);
  if (!session) return null;
  const last = columns[columns.length - 1];
  const hidden = columns.slice(1, -1);
  // a layer is put in before a layer or a block, never inside of one
  const places = [...parts, null].flatMap((part, index) =>
    part === null || part.at !== parts[index - 1]?.at ? [{ index, at: part?.at ?? (parts.at(-1)?.at ?? -1) + 1 }] : [],
  );
  return html`
    <div class="column-head" style=${{ left: `${columns[0].x}px` }}>
      <h2>${session.spec.features === null ? 'Inputs' : 'Features'}</h2>
      <p>${inputsOfStep(session) < session.inputs.length ? 'fed in step by step' : 'what is fed in'}</p>
    </div>
    ${hidden.map(({ x }, index) => {
      return (
        parts[index] &&
        session.layers[index + 1] &&
        html`<${HiddenHead} key=${session.layers[index].name} ...${{ app, x, index, parts }} />`
      );
    })}
    <div class="column-head" style=${{ left: `${last.x}px` }}>
      <h2>Output</h2>
      <p>${session.layers.at(-1)?.activation}</p>
    </div>
    ${places.map(({ index, at }) => {
      const [before, after] = [columns[index], columns[index + 1]];
      if (!before || !after) return null;
      const what = index === parts.length ? 'the output' : inSentence(layerTitle({ session, catalog }, index));
      return html`<${Insert} key=${index} x=${Math.round((before.x + after.x) / 2)} ...${{ app, at, what }} />`;
    })}
  `;
}

/** @param {{app: App, x: number, index: number, parts: Part[]}} props `index`: among the session's layers */
function HiddenHead({ app, x, index, parts }) {
  const { store, commands } = app;
  const spec = usePart(store, (state) => state.spec);
  const catalog = usePart(store, (state) => state.catalog);
  const title = usePart(store, (state) => layerTitle(state, index), [index]);
  const inputs = usePart(store, ({ session }) => session?.inputs.length ?? 0);
  const form = useMemo(() => spec && catalog && formOf(spec, catalog, inputs), [spec, catalog, inputs]);
  const disabled = !usePart(store, isLive);
  const part = parts[index];
  const kinds = useMemo(
    () => (spec && catalog && form ? kindsOf(spec, part.at, catalog, form) : []),
    [spec, catalog, form, part.at],
  );
  if (!spec || !catalog || !form) return null;
  const { layer, at, block } = part;
  const name = inSentence(title);
  const size = unitsName(layer);
  const units = size !== '' &&
    !isTied(part, parts) && {
      what: size === 'filters' ? 'filter' : 'neuron',
      count: /** @type {Record<string, any>} */ (layer)[size],
      most: catalog.limits.units,
      onSet: (/** @type {number} */ count) => commands.change(edits.setUnits(spec, index, count, form)),
    };
  const kind = block === null && {
    label: `Kind of ${name}`,
    title: 'What this layer is; another kind starts a new run',
    value: layer.kind,
    options: kinds.map((entry) => ({ value: entry.name, label: entry.label })),
    onChoose(/** @type {string} */ chosen) {
      const entry = kinds.find((each) => each.name === chosen);
      if (entry) commands.change(edits.setKind(spec, at, entry, form, vocabularyOf(store.state.peek())));
    },
  };
  const set = (/** @type {Record<string, string | number>} */ change) =>
    commands.change(edits.setPart(spec, index, change));
  const without = block === null ? edits.removeLayer(spec, at, form) : null;
  return html`<${LayerHead}
    ...${{ x, title, name, disabled, units, kind }}
    setting=${settingOf(part, name, catalog, set)}
    onRemove=${block === null ? () => commands.change(without) : null}
    canRemove=${without !== null}
  >
    <${LayerOptions} ...${{ app, index, part, title, form, disabled }} />
  </${LayerHead}>`;
}

/** The kinds that a layer may be where it stands: its own, and those that fit. @param {RunSpec} spec @param {number} at @param {Catalog} catalog @param {Form} form */
const kindsOf = (spec, at, { layers }, form) =>
  layers.filter((kind) => kind.name === spec.network.layers[at].kind || edits.setKind(spec, at, kind, form) !== null);

/** True for the layer of a residual block that is as wide as the block. @param {Part} part @param {Part[]} parts */
function isTied({ layer, at, block }, parts) {
  const whole = parts.find((part) => part.at === at && part.block === null)?.layer;
  return block === 'residual' && whole?.kind === 'residual' && whole.layers.findLast(isDense) === layer;
}

/**
 * What there is to set of a layer without touching its shape.
 *
 * @param {Part} part
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
    title: 'The share of neurons left out of each sample; applies while training',
    value: String(layer.rate),
    options: rates.map((rate) => ({ value: String(rate), label: `p = ${formatSetting(rate)}` })),
    onChoose: (/** @type {string} */ rate) => set({ rate: Number(rate) }),
  };
}

/** @param {{app: App, x: number, at: number, what: string}} props `at`: the index of the layer it would make; `what` comes after it */
function Insert({ app: { store, commands }, x, at, what }) {
  const live = usePart(store, isLive);
  const full = usePart(store, (state) => isFull(state.spec, state.catalog) || addedTo(state, at) === null, [at]);
  const title = `Add a hidden layer before ${what}`;
  return html`<button
    type="button"
    class="insert"
    data-part="building"
    style=${{ left: `${x}px` }}
    disabled=${!live || full}
    title=${`${title}; starts a new run`}
    aria-label=${title}
    onClick=${() => commands.change(addedTo(store.state.peek(), at))}
  >
    +
  </button>`;
}

/** @param {State} state @param {number} at */
function addedTo(state, at) {
  const form = dataForm(state);
  return state.spec && form && edits.addLayer(state.spec, at, form);
}

/** @param {RunSpec | null} spec @param {Catalog | null} catalog */
function isFull(spec, catalog) {
  const dense = partsOf(spec?.network.layers ?? []).filter(({ layer }) => isDense(layer));
  return dense.length >= (catalog?.limits.layers ?? 0);
}
