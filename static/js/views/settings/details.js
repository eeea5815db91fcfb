/**
 * What there is to set of an optimizer and of the initial weights beyond their choice.
 *
 * @import {App} from '../../state/app.js'
 */

import { html } from 'htm/preact';
import { SlidersHorizontal } from 'lucide';

import { NumberField } from '../../controls/numberField.js';
import { Popover } from '../../controls/popover.js';
import { formatSetting } from '../../draw/format.js';
import * as edits from '../../state/edits.js';
import { usePart } from '../../state/hooks.js';
import { isLive } from '../../state/selectors.js';

const BUTTON = { icon: SlidersHorizontal, kind: 'small quiet', iconSize: 12 };

/** @type {Record<string, string>} */
const SYMBOLS = { momentum: 'momentum', beta1: 'β₁', beta2: 'β₂', epsilon: 'ε', rho: 'ρ', alpha: 'α' };

/** The optimizer's own numbers, its formula and where it comes from. @param {{app: App}} props */
export function OptimizerDetails({ app: { store, commands } }) {
  const catalog = usePart(store, (state) => state.catalog);
  const optimizer = usePart(store, ({ spec }) => spec?.optimizer);
  const disabled = !usePart(store, isLive);
  const entry = catalog?.optimizers.find(({ name }) => name === optimizer?.name);
  if (!entry || !optimizer) return null;
  return html`<${Popover} ...${{ ...BUTTON, disabled }} title=${`The numbers of ${entry.label}`}>
    ${() => html`<div class="menu-card">
      <h2>${entry.label}</h2>
      <p class="formula">${entry.formula}</p>
      ${entry.hyperparameters.map(({ name, low, high, default: usual }) => {
        const value = Number(optimizer[name] ?? usual);
        return html`<${NumberField}
          key=${name}
          label=${SYMBOLS[name] ?? name.replaceAll('_', ' ')}
          title=${`From ${formatSetting(low)} to ${formatSetting(high)}, usually ${formatSetting(usual)}; applies while training`}
          step=${stepOf(value)}
          text=${formatSetting(value)}
          onCommit=${(/** @type {number} */ next) => commands.change(edits.setHyperparameter(name, next))}
          ...${{ value, low, high, disabled }}
        />`;
      })}
      ${entry.hyperparameters.length === 0 && html`<p class="quiet">It has no number but the learning rate.</p>`}
      <p class="quiet">${entry.source}</p>
    </div>`}
  </${Popover}>`;
}

/** How far the weights spread, and where the biases begin. @param {{app: App}} props */
export function InitializerDetails({ app: { store, commands } }) {
  const catalog = usePart(store, (state) => state.catalog);
  const initializer = usePart(store, ({ spec }) => spec?.network.initializer);
  const disabled = !usePart(store, isLive);
  const entry = catalog?.initializers.find(({ name }) => name === initializer?.name);
  if (!entry || !initializer) return null;
  const scale = initializer.scale ?? entry.default_scale;
  /** @param {{scale?: number, bias?: number}} patch */
  const set = (patch) => commands.change(edits.setInitialization(patch));
  return html`<${Popover} ...${{ ...BUTTON, disabled }} title=${`The numbers of ${entry.label}`}>
    ${() => html`<div class="menu-card">
      <h2>${entry.label}</h2>
      <p class="quiet">Weights are drawn when a run starts, so a change starts a new one.</p>
      ${
        entry.scale_label &&
        html`<${NumberField} label=${entry.scale_label} title="Starts a new run" step=${0.1} low=${-1000} high=${1000}
          value=${scale} text=${formatSetting(scale)}
          onCommit=${(/** @type {number} */ next) => set({ scale: next })} ...${{ disabled }} />`
      }
      <${NumberField} label="Initial bias" title="Every bias begins at this value; starts a new run" step=${0.1}
        low=${-1000} high=${1000} value=${initializer.bias} text=${formatSetting(initializer.bias)}
        onCommit=${(/** @type {number} */ next) => set({ bias: next })} ...${{ disabled }} />
    </div>`}
  </${Popover}>`;
}

/** A step that suits the size of a number. @param {number} value */
const stepOf = (value) => (value > 0 && value < 0.01 ? value : 0.01);
