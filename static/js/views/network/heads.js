/**
 * What stands above the columns: names, the controls of each hidden layer, and between them the places for new ones.
 *
 * @import {App} from '../../state/app.js'
 * @import {Placement} from '../../draw/layout.js'
 */

import { html } from 'htm/preact';

import { LayerHead } from '../../controls/layerHead.js';
import * as edits from '../../state/edits.js';
import { usePart } from '../../state/hooks.js';
import { isLive } from '../../state/selectors.js';

/** @param {{app: App, columns: Placement['columns']}} props */
export function Heads({ app, columns }) {
  const { store } = app;
  const outputs = usePart(store, (state) => state.session?.layers.at(-1)?.activation);
  const isOwn = usePart(store, (state) => state.session?.spec.features === null);
  const last = columns[columns.length - 1];
  return html`
    <div class="column-head" style=${{ left: `${columns[0].x}px` }}>
      <h2>${isOwn ? 'Inputs' : 'Features'}</h2>
      <p>what is fed in</p>
    </div>
    ${columns.slice(1, -1).map(({ x }, at) => html`<${HiddenHead} key=${at} ...${{ app, x, at }} />`)}
    <div class="column-head" style=${{ left: `${last.x}px` }}>
      <h2>Output</h2>
      <p>${outputs}</p>
    </div>
    ${columns.slice(1).map(({ x }, at) => {
      const middle = Math.round((x + columns[at].x) / 2);
      return html`<${Insert} key=${at} x=${middle} ...${{ app, at }} isLast=${at === columns.length - 2} />`;
    })}
  `;
}

/** @param {{app: App, x: number, at: number}} props `at`: the hidden layer's index */
function HiddenHead({ app: { store, commands }, x, at }) {
  const spec = usePart(store, (state) => state.spec);
  const catalog = usePart(store, (state) => state.catalog);
  const disabled = !usePart(store, isLive);
  const layer = spec?.network.layers[at];
  if (!spec || !catalog || !layer) return null;
  return html`<${LayerHead}
    ...${{ x, layer, disabled }}
    number=${at + 1}
    activations=${catalog.activations}
    maxUnits=${catalog.limits.units}
    onUnits=${(/** @type {number} */ units) => commands.change(edits.setUnits(spec, at, units))}
    onActivation=${(/** @type {string} */ name) => commands.change(edits.setLayerActivation(spec, at, name))}
    onRemove=${() => commands.change(edits.removeLayer(spec, at))}
  />`;
}

/** @param {{app: App, x: number, at: number, isLast: boolean}} props `at`: the index of the layer it would make */
function Insert({ app: { store, commands }, x, at, isLast }) {
  const live = usePart(store, isLive);
  const full = usePart(
    store,
    ({ spec, catalog }) => (spec?.network.layers.length ?? 0) >= (catalog?.limits.layers ?? 0),
  );
  const what = `Add a hidden layer before ${isLast ? 'the output' : `hidden layer ${at + 1}`}`;
  const add = () => {
    const { spec } = store.state.peek();
    if (spec) commands.change(edits.addLayer(spec, at));
  };
  return html`<button
    type="button"
    class="insert"
    data-part="building"
    style=${{ left: `${x}px` }}
    disabled=${!live || full}
    title=${`${what}; starts a new run`}
    aria-label=${what}
    onClick=${add}
  >
    +
  </button>`;
}
