/**
 * Settings of the optimizer and of the initial weights.
 *
 * @import {App} from '../../../core/app.js'
 * @import {CatalogHyperparameter} from '../../../protocol/types.d.ts'
 */

import { html } from 'htm/preact';
import { SlidersHorizontal } from 'lucide';

import { NumberField } from '../../../controls/numberField.js';
import { Popover } from '../../../controls/popover.js';
import { Select } from '../../../controls/select.js';
import { formatFormula, formatSetting } from '../../../draw/format.js';
import * as edits from '../../../core/edits/edits.js';
import { useSelector } from '../../../core/hooks.js';
import { isLive, labelOfNumber } from '../../../core/selectors.js';

const BUTTON = { icon: SlidersHorizontal, kind: 'small quiet', iconSize: 12 };

/**
 * Hyper-parameters of the optimizer, the schedule, clipping and projection.
 *
 * @param {{app: App}} props
 */
export function OptimizerDetails({ app }) {
  const { store, commands } = app;
  const catalog = useSelector(store, (state) => state.catalog);
  const optimizer = useSelector(store, ({ spec }) => spec?.optimizer);
  const disabled = !useSelector(store, isLive);
  const entry = catalog?.optimizers.find(({ name }) => name === optimizer?.name);
  if (!entry || !optimizer) return null;
  return html`<${Popover} ...${{ ...BUTTON, disabled }} title=${`${entry.label} settings`}>
    ${() => html`<div class="menu-card">
      <h2>${entry.label}</h2>
      <p class="formula">${formatFormula(entry.formula)}</p>
      <${Numbers} entries=${entry.hyperparameters} values=${optimizer} disabled=${disabled}
        onSet=${(/** @type {string} */ name, /** @type {number} */ value) =>
          commands.change(edits.setHyperparameter(name, value))} />
      <p class="quiet">${entry.source}</p>
      <${Schedule} ...${{ app, disabled }} />
      <${Limit} ...${{ app, disabled, kind: 'clipping' }} />
      <${Limit} ...${{ app, disabled, kind: 'projection' }} />
    </div>`}
  </${Popover}>`;
}

/**
 * Number fields, each with its range.
 *
 * @param {object} props
 * @param {CatalogHyperparameter[]} props.entries
 * @param {Record<string, string | number>} props.values
 * @param {boolean} props.disabled
 * @param {(name: string, value: number) => void} props.onSet
 */
function Numbers({ entries, values, disabled, onSet }) {
  return entries.map(({ name, symbol, low, high, default: usual }) => {
    const value = Number(values[name] ?? usual);
    return html`<${NumberField}
      key=${name}
      label=${labelOfNumber({ name, symbol })}
      title=${`${rangeText(low, high)}, default ${formatSetting(usual)}; applies while training`}
      step=${stepOf(value)}
      text=${formatSetting(value)}
      onCommit=${(/** @type {number} */ next) => onSet(name, next)}
      ...${{ value, low, high, disabled }}
    />`;
  });
}

/**
 * The learning-rate schedule.
 *
 * @param {{app: App, disabled: boolean}} props
 */
function Schedule({ app: { store, commands }, disabled }) {
  const catalog = useSelector(store, (state) => state.catalog);
  const schedule = useSelector(store, ({ spec }) => spec?.schedule);
  const entry = catalog?.schedules.find(({ name }) => name === schedule?.name);
  if (!catalog || !schedule || !entry) return null;
  return html`
    <${Select} label="Schedule" title="How the learning rate changes over the updates; applies while training"
      value=${schedule.name} options=${catalog.schedules.map(({ name, label }) => ({ value: name, label }))}
      onChoose=${(/** @type {string} */ name) => commands.change(edits.setSchedule(name))} ...${{ disabled }} />
    <p class="formula">${formatFormula(entry.formula)}</p>
    <${Numbers} entries=${entry.hyperparameters} values=${schedule} disabled=${disabled}
      onSet=${(/** @type {string} */ name, /** @type {number} */ value) =>
        commands.change(edits.setScheduleNumber(name, value))} />
  `;
}

/**
 * Names of clipping and projection.
 *
 * @type {Record<'clipping' | 'projection', {choices: 'clippings' | 'projections', label: string, title: string}>}
 */
const LIMITS = {
  clipping: {
    choices: 'clippings',
    label: 'Clip gradients',
    title: 'Limit the size of gradients; applies while training',
  },
  projection: {
    choices: 'projections',
    label: 'Allowed parameters',
    title: 'Weight clipping: project parameters onto a box around 0 after every update; applies while training',
  },
};

/**
 * Clipping of gradients or projection of parameters.
 *
 * @param {{app: App, disabled: boolean, kind: 'clipping' | 'projection'}} props
 */
function Limit({ app: { store, commands }, disabled, kind }) {
  const catalog = useSelector(store, (state) => state.catalog);
  const chosen = useSelector(store, ({ spec }) => spec?.[kind]);
  if (!catalog || !chosen) return null;
  const { choices, label, title } = LIMITS[kind];
  return html`
    <${Select} ...${{ label, title }}
      value=${chosen.name} options=${catalog[choices].map((choice) => ({ value: choice.name, label: choice.label }))}
      onChoose=${(/** @type {string} */ name) => commands.change(edits.setLimit(kind, { name }))} ...${{ disabled }} />
    ${
      chosen.name !== 'none' &&
      html`<${NumberField} label="Maximum" title="Reduce anything larger to this limit; applies while training"
        step=${0.1} low=${1e-9}
        high=${1e9} value=${chosen.limit} text=${formatSetting(chosen.limit)}
        onCommit=${(/** @type {number} */ limit) => commands.change(edits.setLimit(kind, { limit }))} ...${{ disabled }}
        />`
    }
  `;
}

/**
 * Scale of the initial weights, and the initial bias.
 *
 * @param {{app: App}} props
 */
export function InitializerDetails({ app: { store, commands } }) {
  const catalog = useSelector(store, (state) => state.catalog);
  const initializer = useSelector(store, ({ spec }) => spec?.network.initializer);
  const disabled = !useSelector(store, isLive);
  const entry = catalog?.initializers.find(({ name }) => name === initializer?.name);
  if (!entry || !initializer) return null;
  const scale = initializer.scale ?? entry.default_scale;
  /** @param {{scale?: number, bias?: number}} patch */
  const set = (patch) => commands.change(edits.setInitialization(patch));
  return html`<${Popover} ...${{ ...BUTTON, disabled }} title=${`${entry.label} settings`}>
    ${() => html`<div class="menu-card">
      <h2>${entry.label}</h2>
      <p class="formula">${formatFormula(entry.formula)}</p>
      <p class="quiet">Weights are drawn when a run starts, so a change starts a new one.</p>
      ${
        entry.scale_label &&
        html`<${NumberField} label=${entry.scale_label} title="Starts a new run" step=${0.1} low=${-1000} high=${1000}
          value=${scale} text=${formatSetting(scale)}
          onCommit=${(/** @type {number} */ next) => set({ scale: next })} ...${{ disabled }} />`
      }
      <${NumberField} label="Initial bias" title="The initial value of every bias; a change starts a new run"
        step=${0.1}
        low=${-1000} high=${1000} value=${initializer.bias} text=${formatSetting(initializer.bias)}
        onCommit=${(/** @type {number} */ next) => set({ bias: next })} ...${{ disabled }} />
    </div>`}
  </${Popover}>`;
}

/**
 * A range in words.
 *
 * @param {number} low
 * @param {number} high
 */
const rangeText = (low, high) => `${formatSetting(low)} to ${formatSetting(high)}`;

/**
 * Step of a number field for numbers of a given size.
 *
 * @param {number} value
 */
const stepOf = (value) => (value > 0 && value < 0.01 ? value : 0.01);
