/**
 * The card with all options of a layer, from the catalog.
 *
 * @import {ComponentChildren} from 'preact'
 * @import {App} from '../../../core/app.js'
 * @import {LayerSpec, FlatLayer} from '../../../core/edits/architecture.js'
 * @import {CatalogLayer, FitAnswer, RecurrentInitializerSpec} from '../../../protocol/types.d.ts'
 * @import {Value} from '../optionField.js'
 */

import { html } from 'htm/preact';
import { ChevronDown, SlidersHorizontal } from 'lucide';

import { NumberField } from '../../../controls/numberField.js';
import { Popover } from '../../../controls/popover.js';
import { Switch } from '../../../controls/switch.js';
import { formatFormula } from '../../../draw/format.js';
import { branched, isPreActivated, preActivated } from '../../../core/edits/architecture.js';
import { useSelector } from '../../../core/hooks.js';
import { inSentence } from '../../../core/selectors.js';
import { OptionField } from '../optionField.js';
import { remakeLayer, setLayer } from './layerEdits.js';
import { RecurrentWeights } from './recurrentWeights.js';

const SMALL = { icon: SlidersHorizontal, kind: 'small quiet', iconSize: 12 };
const ON_TITLE = { icon: ChevronDown, kind: 'quiet on-title', iconSize: 14 }; // covers the title of the layer
const RESTARTS = 'starts a new run';
const APPLIES = 'applies while training';
const MOST_BRANCHES = 16;

/**
 * @typedef {object} Props
 * @property {App} app
 * @property {number} index among the session's layers
 * @property {FlatLayer} flatLayer
 * @property {string} title
 * @property {FitAnswer | null} fit
 * @property {boolean} disabled
 * @property {boolean} isBrief true if the head of the layer has no other controls of it than this card
 * @property {ComponentChildren} first what a brief head leaves to the card, before the options
 * @property {ComponentChildren} last the same, after them
 */

/** @param {Props} props */
export function LayerOptions(props) {
  const { app, flatLayer, title, disabled, isBrief } = props;
  const kind = useSelector(
    app.store,
    ({ catalog }) => catalog?.layers.find(({ name }) => name === flatLayer.layer.kind),
    [flatLayer.layer.kind],
  );
  if (!kind) return null;
  return html`<${Popover} ...${{ ...(isBrief ? ON_TITLE : SMALL), disabled }} title=${`All of ${inSentence(title)}`}>
    ${() => html`<${Card} ...${props} kind=${kind} />`}
  </${Popover}>`;
}

/** @param {Props & {kind: CatalogLayer}} props */
function Card(props) {
  const { app, index, title, fit, disabled, kind, first, last } = props;
  const { store, commands } = app;
  const { layer } = props.flatLayer;
  const spec = useSelector(store, (state) => state.spec);
  const units = useSelector(store, ({ catalog }) => catalog?.limits.units ?? 1);
  const catalog = useSelector(store, (state) => state.catalog);
  if (!spec) return null;
  /** @param {(layer: LayerSpec) => LayerSpec} change */
  const remake = (change) => commands.change(remakeLayer(spec, index, change));
  const setRecurrentWeights = (/** @type {RecurrentInitializerSpec} */ next) =>
    remake((old) => /** @type {LayerSpec} */ ({ ...old, recurrent_initializer: next }));
  return html`<div class="menu-card">
    <h2>${title}</h2>
    <p class="formula">${formatFormula(kind.formula)}</p>
    ${first}
    ${kind.options.map((option) => {
      const { name, low, high, choices, restarts } = option;
      const range = fit?.options[index]?.[name];
      const largest = Math.min(range?.high ?? high, name === 'units' || name === 'filters' ? units : Infinity);
      const set = (/** @type {Value} */ value) =>
        restarts
          ? remake((old) => /** @type {LayerSpec} */ ({ ...old, [name]: value }))
          : commands.change(setLayer(spec, index, { [name]: value }));
      return html`<${OptionField}
        key=${name}
        option=${option}
        lock=${name === 'activation' ? name : undefined}
        value=${/** @type {Record<string, any>} */ (layer)[name] ?? null}
        disabled=${disabled || (high > low && largest <= low)}
        possible=${range?.choices ?? choices}
        most=${largest}
        effect=${restarts ? RESTARTS : APPLIES}
        onSet=${set}
      />`;
    })}
    ${
      'recurrent_initializer' in layer &&
      catalog &&
      html`<${RecurrentWeights} initializer=${layer.recurrent_initializer}
        ...${{ initializers: catalog.initializers, options: catalog.recurrent_weights, disabled }}
        onSet=${setRecurrentWeights} />`
    }
    ${
      layer.kind === 'residual' &&
      html`<${Switch} label="Activation first"
        title=${`Apply the activation before the weights of the branch; ${RESTARTS}`}
        on=${isPreActivated(layer)}
        onSwitch=${(/** @type {boolean} */ on) => remake((block) => preActivated(block, on))} ...${{ disabled }} />`
    }
    ${
      layer.kind === 'parallel' &&
      html`<${NumberField} label="Branches" title=${`The number of parallel branches; ${RESTARTS}`} low=${1}
        high=${MOST_BRANCHES}
        step=${1} isWhole value=${layer.branches.length} text=${String(layer.branches.length)}
        onCommit=${(/** @type {number} */ count) => remake((block) => branched(block, count))} ...${{ disabled }} />`
    }
    ${kind.options.length === 0 && layer.kind !== 'parallel' && html`<p class="quiet">This layer has no options.</p>`}
    ${kind.source && html`<p class="quiet">First described: ${kind.source}</p>`}
    ${last}
  </div>`;
}
