/**
 * What stands above the columns: names, the controls of each hidden layer, and between them the places for new ones.
 *
 * @import {App} from '../../state/app.js'
 * @import {Part} from '../../state/architecture.js'
 * @import {Placement} from '../../draw/layout.js'
 * @import {Catalog, RunSpec} from '../../protocol/types.d.ts'
 */

import { html } from 'htm/preact';
import { useMemo } from 'preact/hooks';

import { LayerHead } from '../../controls/layerHead.js';
import { formatSetting } from '../../draw/format.js';
import { isDense, partsOf } from '../../state/architecture.js';
import * as edits from '../../state/edits.js';
import { usePart } from '../../state/hooks.js';
import { isLive, layerTitle } from '../../state/selectors.js';

const RATES = [0.05, 0.1, 0.2, 0.3, 0.5, 0.8];
const OF_RECURRENT = ['tanh', 'relu']; // the activations that a recurrent layer may have

/** @param {{app: App, columns: Placement['columns']}} props */
export function Heads({ app, columns }) {
  const { store } = app;
  const session = usePart(store, (state) => state.session);
  const spec = usePart(store, (state) => state.spec);
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
      <p>what is fed in</p>
    </div>
    ${hidden.map(({ x }, index) => {
      const part = parts[index];
      return part && session.layers[index + 1] && html`<${HiddenHead} key=${index} ...${{ app, x, index, part }} />`;
    })}
    <div class="column-head" style=${{ left: `${last.x}px` }}>
      <h2>Output</h2>
      <p>${session.layers.at(-1)?.activation}</p>
    </div>
    ${places.map(({ index, at }) => {
      const [before, after] = [columns[index], columns[index + 1]];
      if (!before || !after) return null;
      const what = index === parts.length ? 'the output' : layerTitle(session, index).toLowerCase();
      return html`<${Insert} key=${index} x=${Math.round((before.x + after.x) / 2)} ...${{ app, at, what }} />`;
    })}
  `;
}

/** @param {{app: App, x: number, index: number, part: Part}} props `index`: among the session's layers */
function HiddenHead({ app: { store, commands }, x, index, part }) {
  const spec = usePart(store, (state) => state.spec);
  const catalog = usePart(store, (state) => state.catalog);
  const title = usePart(store, ({ session }) => (session ? layerTitle(session, index) : ''), [index]);
  const inputs = usePart(store, ({ session }) => session?.inputs.length ?? 0);
  const disabled = !usePart(store, isLive);
  if (!spec || !catalog) return null;
  const { layer, at, block } = part;
  const name = title.toLowerCase();
  const units = isDense(layer) &&
    block !== 'residual' && {
      count: layer.units,
      most: catalog.limits.units,
      onSet: (/** @type {number} */ count) => commands.change(edits.setUnits(spec, index, count, inputs)),
    };
  const kind = block === null && {
    label: `Kind of ${name}`,
    title: 'What this layer is; another kind starts a new run',
    value: layer.kind,
    options: catalog.layers
      .filter(({ name, reads }) => reads === 'any' || name === layer.kind) // others need data of a form
      .map((entry) => ({ value: entry.name, label: entry.label })),
    onChoose(/** @type {string} */ chosen) {
      const entry = catalog.layers.find((each) => each.name === chosen);
      if (entry) commands.change(edits.setKind(spec, at, entry, inputs));
    },
  };
  const set = (/** @type {Record<string, string | number>} */ change) => commands.change(edits.setPart(spec, index, change));
  return html`<${LayerHead}
    ...${{ x, title, name, disabled, units, kind }}
    setting=${settingOf(part, name, catalog, set)}
    onRemove=${block === null ? () => commands.change(edits.removeLayer(spec, at, inputs)) : null}
  />`;
}

/**
 * What there is to set of a layer without touching its shape.
 *
 * @param {Part} part
 * @param {string} name
 * @param {Catalog} catalog
 * @param {(change: Record<string, string | number>) => void} set
 */
function settingOf({ layer }, name, { activations }, set) {
  if ('activation' in layer) {
    return {
      label: `Activation of ${name}`,
      title: "The function of this layer's neurons; applies while training",
      value: layer.activation,
      options: activations
        .filter((entry) => layer.kind !== 'rnn' || OF_RECURRENT.includes(entry.name))
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
  const full = usePart(store, ({ spec, catalog }) => isFull(spec, catalog));
  const title = `Add a hidden layer before ${what}`;
  const add = () => {
    const { spec, session } = store.state.peek();
    if (spec && session) commands.change(edits.addLayer(spec, at, session.inputs.length));
  };
  return html`<button
    type="button"
    class="insert"
    data-part="building"
    style=${{ left: `${x}px` }}
    disabled=${!live || full}
    title=${`${title}; starts a new run`}
    aria-label=${title}
    onClick=${add}
  >
    +
  </button>`;
}

/** @param {RunSpec | null} spec @param {Catalog | null} catalog */
function isFull(spec, catalog) {
  const dense = partsOf(spec?.network.layers ?? []).filter(({ layer }) => isDense(layer));
  return dense.length >= (catalog?.limits.layers ?? 0);
}
