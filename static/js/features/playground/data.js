/**
 * The data panel: kind, data set, options and training share; or custom data.
 *
 * @import {App} from '../../core/app.js'
 * @import {Task} from '../../protocol/model.js'
 * @import {Catalog, InlineSpec, PointsSpec, RunSpec} from '../../protocol/types.d.ts'
 *
 * @typedef {'points' | 'bits' | 'sequences'} Category of data sets, which are shown together
 */

import { html } from 'htm/preact';
import { Upload } from 'lucide';
import { useState } from 'preact/hooks';

import { Button } from '../../controls/button.js';
import { Choice } from '../../controls/choice.js';
import { Lockable } from '../../controls/lockable.js';
import { formatCount } from '../../draw/format.js';
import { chooseData, useText } from '../../core/edits/dataEdits.js';
import { useSelector } from '../../core/hooks.js';
import { isLive, taskOf } from '../../core/selectors.js';
import { Patterns } from './data/patterns.js';
import { Drawing, Own } from './data/points.js';
import { Sequences, Text } from './data/sequences.js';
import { dataSummary } from './data/summary.js';
import { OwnTile, TextTile, Tile } from './data/tiles.js';
import { Fold, useFold } from '../shared/fold.js';
import { SettingField } from './settings.js';
import { PROBLEM } from './settings/table.js';

/** @type {{value: Category, label: string, title: string}[]} */
const CATEGORIES = [
  { value: 'points', label: 'Points', title: 'Points in the plane, measured data, and your own' },
  { value: 'bits', label: 'Bits', title: 'The tasks of 1986: complete sets of bit patterns' },
  { value: 'sequences', label: 'Sequences', title: 'Sequences of numbers, symbols or characters' },
];
const REGION = 'data-options';
const TILE_TEXT = 24; // characters of a text that fit on a tile

/** @param {{app: App}} props */
export function Data({ app }) {
  const { store } = app;
  const catalog = useSelector(store, (state) => state.catalog);
  const spec = useSelector(store, (state) => state.spec);
  const task = useSelector(store, taskOf);
  const disabled = !useSelector(store, isLive);
  const isOpen = useFold(store, 'data');
  const summary = useSelector(store, dataSummary);
  const [opened, setOpened] = useState(/** @type {{category: Category, dataSet: string} | null} */ (null));
  if (!catalog || !spec || !task) return null;
  const { name } = spec.data;
  // an opened category stays open until other data are chosen
  const category = opened?.dataSet === name ? opened.category : categoryOf(catalog, name);
  return html`
    <${SettingField} app=${app} setting=${PROBLEM} />
    <${Lockable} lock="data" class="part">
      <fieldset class="thumbnails" ...${{ disabled }}>
        <legend class="visually-hidden">Data set</legend>
        <${Tiles} ...${{ app, catalog, spec, task, category }} />
      </fieldset>
    </${Lockable}>
    <${Fold} ...${{ app, summary }} name="data" label="Data options" region=${REGION}
      title="Other kinds of data, your own data, noise, number of samples and training share"
      kind=${summary ? 'changed' : ''} />
    <div id=${REGION} class="data-fold" hidden=${!isOpen}>
      ${
        isOpen &&
        html`
          <${Choice} name="data-category" label="Kind of data" title="Which data to choose from" options=${CATEGORIES}
            value=${category}
            onChoose=${(/** @type {Category} */ chosen) => setOpened({ category: chosen, dataSet: name })} />
          <${Lockable} lock="data" class="part">
          ${
            category === 'points' &&
            html`<${Button} kind="wide" icon=${Upload} ...${{ disabled }}
              title="Paste a table, choose a file, or drop one anywhere on the page"
              onPress=${() => store.dispatch({ type: 'look', look: { dialog: 'import' } })}>Your own…</${Button}>`
          }
          ${category === categoryOf(catalog, name) && html`<${Options} ...${{ app, catalog, spec, disabled }} />`}
          </${Lockable}>
        `
      }
    </div>
  `;
}

/**
 * The category of a data set.
 *
 * @param {Catalog} catalog
 * @param {string} name
 * @returns {Category}
 */
function categoryOf({ pattern_sets, sequence_sets }, name) {
  if (pattern_sets.some((set) => set.name === name)) return 'bits';
  return name === 'text' || sequence_sets.some((set) => set.name === name) ? 'sequences' : 'points';
}

/** @param {{app: App, catalog: Catalog, spec: RunSpec, task: Task, category: Category}} props */
function Tiles({ app, catalog, spec, task, category }) {
  const { commands } = app;
  const { data_sets, real_sets, pattern_sets, sequence_sets, text } = catalog;
  const sets = {
    points: [...data_sets, ...real_sets].filter(
      (set) => set.task === task || categoryOf(catalog, spec.data.name) !== 'points',
    ),
    bits: pattern_sets.map((set) => ({ ...set, task: /** @type {Task} */ ('regression') })),
    sequences: sequence_sets,
  }[category];
  return html`
    ${sets.map(
      (entry) => html`<${Tile}
        key=${entry.name} ...${{ app, entry }} chosen=${entry.name === spec.data.name}
        onChoose=${() => commands.change(chooseData(spec, entry, task))} />`,
    )}
    ${category === 'points' && spec.data.name === 'inline' && html`<${OwnTile} app=${app} />`}
    ${
      category === 'sequences' &&
      html`<${TextTile} label=${text.label} description=${text.description} sample=${text.example.slice(0, TILE_TEXT)}
        chosen=${spec.data.name === 'text'} onChoose=${() => commands.change(useText(spec, text.example))} />`
    }
  `;
}

/**
 * Options of the present data.
 *
 * @param {{app: App, catalog: Catalog, spec: RunSpec, disabled: boolean}} props
 */
function Options({ app, catalog: { data_sets, real_sets, pattern_sets, sequence_sets }, spec, disabled }) {
  const { data } = spec;
  const named = (/** @type {{name: string}} */ { name }) => name === data.name;
  const [pattern, sequence] = [pattern_sets.find(named), sequence_sets.find(named)];
  const points = [...data_sets, ...real_sets].find(named);
  if (data.name === 'inline') return html`<${Own} ...${{ app, disabled }} data=${/** @type {InlineSpec} */ (data)} />`;
  if (data.name === 'text') return html`<${Text} ...${{ app, disabled, data }} />`;
  if (pattern) return html`<${Patterns} ...${{ app, disabled, data }} entry=${pattern} />`;
  if (sequence) return html`<${Sequences} ...${{ app, disabled, data }} entry=${sequence} />`;
  if (points)
    return html`<${Drawing} ...${{ app, disabled, chosen: points }} data=${/** @type {PointsSpec} */ (data)} />`;
  return html`<${Table} app=${app} />`;
}

/**
 * Summary of a table on the server.
 *
 * @param {{app: App}} props
 */
function Table({ app }) {
  const rows = useSelector(app.store, ({ data }) => data?.inputs.length ?? 0);
  return html`<p class="own-summary"><strong>A table on the server</strong><span>${formatCount(rows)} rows</span></p>`;
}
