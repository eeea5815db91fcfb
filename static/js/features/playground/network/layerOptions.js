/**
 * The card of a layer: all there is to set of it, as the catalog has it.
 *
 * @import {App} from '../../../core/app.js'
 * @import {LayerSpec, Part} from '../../../core/edits/architecture.js'
 * @import {Form} from '../../../core/edits/fitting.js'
 * @import {CatalogLayer, CatalogLayerOption, RecurrentInitializerSpec, RunSpec} from '../../../protocol/types.d.ts'
 * @import {Value} from '../../shared/optionField.js'
 */

import { html } from 'htm/preact';
import { SlidersHorizontal } from 'lucide';

import { NumberField } from '../../../controls/numberField.js';
import { Popover } from '../../../controls/popover.js';
import { Switch } from '../../../controls/switch.js';
import { formatFormula } from '../../../draw/format.js';
import { branched, isPreActivated, partsOf, preActivated } from '../../../core/edits/architecture.js';
import { usePart } from '../../../core/hooks.js';
import { remakePart, setPart } from '../../../core/edits/layerEdits.js';
import { inSentence } from '../../../core/selectors.js';
import { OptionField } from '../../shared/optionField.js';
import { RecurrentWeights } from './recurrentWeights.js';

const BUTTON = { icon: SlidersHorizontal, kind: 'small quiet', iconSize: 12 };
const RESTARTS = 'starts a new run';
const APPLIES = 'applies while training';
const MOST_BRANCHES = 16;

/** @typedef {{app: App, index: number, part: Part, title: string, form: Form, disabled: boolean}} Props `index`: among the session's layers */

/** @param {Props} props */
export function LayerOptions(props) {
  const { app, part, title, disabled } = props;
  const kind = usePart(app.store, ({ catalog }) => catalog?.layers.find(({ name }) => name === part.layer.kind), [
    part.layer.kind,
  ]);
  if (!kind) return null;
  return html`<${Popover} ...${{ ...BUTTON, disabled }} title=${`All of ${inSentence(title)}`}>
    ${() => html`<${Card} ...${props} kind=${kind} />`}
  </${Popover}>`;
}

/** @param {Props & {kind: CatalogLayer}} props */
function Card({ app: { store, commands }, index, part: { layer }, title, form, disabled, kind }) {
  const spec = usePart(store, (state) => state.spec);
  const units = usePart(store, ({ catalog }) => catalog?.limits.units ?? 1);
  const catalog = usePart(store, (state) => state.catalog);
  if (!spec) return null;
  /** @param {(layer: LayerSpec) => LayerSpec} change */
  const remake = (change) => commands.change(remakePart(spec, index, change, form));
  return html`<div class="menu-card">
    <h2>${title}</h2>
    <p class="formula">${formatFormula(kind.formula)}</p>
    ${kind.options.map((option) => {
      const change = changer(spec, index, option, form);
      const value = /** @type {Record<string, any>} */ (layer)[option.name] ?? null;
      return html`<${OptionField}
        key=${option.name}
        ...${{ option, value }}
        disabled=${disabled || (option.high > option.low && change(option.low) === null)}
        possible=${option.choices.filter((choice) => change(choice) !== null)}
        most=${largestOf(option, units, change)}
        effect=${option.restarts ? RESTARTS : APPLIES}
        onSet=${(/** @type {Value} */ next) => commands.change(change(next))}
      />`;
    })}
    ${
      'recurrent_initializer' in layer &&
      catalog &&
      html`<${RecurrentWeights} initializer=${layer.recurrent_initializer} ...${{ initializers: catalog.initializers, options: catalog.recurrent_weights, disabled }}
        onSet=${(/** @type {RecurrentInitializerSpec} */ next) => remake((old) => /** @type {LayerSpec} */ ({ ...old, recurrent_initializer: next }))} />`
    }
    ${
      layer.kind === 'residual' &&
      html`<${Switch} label="Activation first" title=${`The branch begins with an activation, before its weights; ${RESTARTS}`}
        on=${isPreActivated(layer)} onSwitch=${(/** @type {boolean} */ on) => remake((block) => preActivated(block, on))} ...${{ disabled }} />`
    }
    ${
      layer.kind === 'parallel' &&
      html`<${NumberField} label="Branches" title=${`How many there are side by side; ${RESTARTS}`} low=${1} high=${MOST_BRANCHES}
        step=${1} isWhole value=${layer.branches.length} text=${String(layer.branches.length)}
        onCommit=${(/** @type {number} */ count) => remake((block) => branched(block, count))} ...${{ disabled }} />`
    }
    ${kind.options.length === 0 && layer.kind !== 'parallel' && html`<p class="quiet">There is nothing to set.</p>`}
    ${kind.source && html`<p class="quiet">${kind.source}</p>`}
  </div>`;
}

/**
 * What a value of an option changes; null where the layers would not fit any more, or allow no such value.
 *
 * @param {RunSpec} spec
 * @param {number} index
 * @param {CatalogLayerOption} option
 * @param {Form} form
 */
const changer =
  (spec, index, { name, restarts }, form) =>
  (/** @type {Value} */ value) => {
    if (!restarts) return setPart(spec, index, { [name]: value });
    const change = remakePart(spec, index, (layer) => /** @type {LayerSpec} */ ({ ...layer, [name]: value }), form);
    const part = change && partsOf(change.patch.network.layers)[index].layer;
    return part && /** @type {Record<string, any>} */ (part)[name] === value ? change : null;
  };

/**
 * The largest value of an option with which the layers fit.
 *
 * @param {CatalogLayerOption} option
 * @param {number} units at most, on this server
 * @param {(value: number) => unknown} change
 */
function largestOf({ name, low, high, whole }, units, change) {
  let most = name === 'units' || name === 'filters' ? Math.min(high, units) : high;
  while (whole && most > low && change(most) === null) most -= 1;
  return most;
}
