/**
 * The confusion matrix: a row for each true class, a column for each predicted class.
 *
 * @import {App} from '../../core/app.js'
 */

import { html } from 'htm/preact';
import { useState } from 'preact/hooks';

import { Choice } from '../../controls/choice.js';
import { ClassMark } from '../../controls/network/classMark.js';
import { formatCount } from '../../draw/format.js';
import { paletteOf } from '../../draw/palette.js';
import { markColour } from '../../draw/points.js';
import { usePacedSelector, useSelector } from '../../core/hooks.js';
import { classNamesOf } from '../../core/selectors.js';
import { areaPause } from '../shared/pauses.js';

const SPELT_OUT = 3; // classes whose names fit above the columns

/** @type {{value: 'train' | 'test', label: string, title: string}[]} */
const SPLITS = [
  { value: 'test', label: 'test', title: 'Test samples, which the network never learns from' },
  { value: 'train', label: 'training', title: 'Training samples' },
];

/** @param {{app: App}} props */
export function Confusion({ app }) {
  const { store } = app;
  const names = useSelector(store, (state) => classNamesOf(state).join('\n')).split('\n');
  const confusion = usePacedSelector(app, ({ frame }) => frame?.confusion ?? null, areaPause);
  const palette = paletteOf(useSelector(store, ({ look }) => look.theme));
  const hasTest = useSelector(store, ({ data }) => (data?.test_size ?? 0) > 0);
  const [wanted, setSplit] = useState(/** @type {'train' | 'test'} */ ('test'));
  const split = hasTest ? wanted : 'train';
  const rows = confusion?.[split];
  if (!rows || rows.length !== names.length) return html`<p class="quiet">Counting predictions…</p>`;
  /** @param {number} index */
  const mark = (index) => html`<${ClassMark} index=${index} colour=${markColour(index, names.length, palette)} />`;
  return html`
    <div class="confusion-head">
      <p class="quiet">Rows: true class. Columns: predicted class.</p>
      <${Choice} name="confusion-split" label="Samples counted" title="Which samples are counted" value=${split}
        options=${hasTest ? SPLITS : SPLITS.slice(1)} onChoose=${setSplit} />
    </div>
    <div class="confusion" tabindex="0" role="group" aria-label="Confusion matrix">
      <table style=${{ '--classes': String(names.length) }}>
        <thead>
          <tr>
            <td></td>
            ${names.map(
              (name, index) => html`<th key=${index} scope="col" title=${name}>
                ${mark(index)}<span class=${names.length > SPELT_OUT ? 'visually-hidden' : ''}>${name}</span>
              </th>`,
            )}
          </tr>
        </thead>
        <tbody>
          ${rows.map(
            (row, index) => html`<tr key=${index}>
              <th scope="row" title=${names[index]}>${mark(index)}<span>${names[index]}</span></th>
              ${row.map(
                (count, column) => html`<${Cell} key=${column} ...${{ row, count, isRight: index === column }}
                />`,
              )}
            </tr>`,
          )}
        </tbody>
      </table>
    </div>
  `;
}

/** @param {{row: number[], count: number, isRight: boolean}} props */
function Cell({ row, count, isRight }) {
  const all = row.reduce((sum, each) => sum + each, 0);
  const share = all > 0 ? count / all : 0;
  return html`<td
    class=${isRight ? 'right' : 'wrong'}
    style=${{ '--share': share.toFixed(3) }}
    title=${`${Math.round(100 * share)} % of this class`}
  >${formatCount(count)}</td>`;
}
