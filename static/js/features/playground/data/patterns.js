/**
 * Options of a task of 1986: number of bits, targets of off and on, and patterns that are held out.
 *
 * @import {App} from '../../../core/app.js'
 * @import {CatalogPatternSet, PatternSpec} from '../../../protocol/types.d.ts'
 */

import { html } from 'htm/preact';
import { Dices } from 'lucide';

import { Button } from '../../../controls/button.js';
import { NumberField } from '../../../controls/numberField.js';
import { formatCount, formatSetting } from '../../../draw/format.js';
import { setBits, setData } from '../../../core/edits/dataEdits.js';
import { useSelector } from '../../../core/hooks.js';
import { newSeed } from './share.js';

const MAX_OFF = 0.4;
const OFF_TITLE =
  'Target for a bit that is off; for a bit that is on it is 1 minus this value. A logistic unit never reaches 0 or 1.';

/** @param {{app: App, entry: CatalogPatternSet, data: Partial<PatternSpec>, disabled: boolean}} props */
export function Patterns({ app: { store, commands }, entry, data, disabled }) {
  const spec = useSelector(store, (state) => state.spec);
  const catalog = useSelector(store, (state) => state.catalog);
  const count = useSelector(
    store,
    (state) => (state.data ? state.data.train_size + state.data.test_size : entry.samples),
    [entry],
  );
  const { bits = entry.bits, off = entry.off, held_out: held = entry.held_out } = data;
  if (!spec || !catalog) return null;
  return html`<div class="data-options" data-part="noise">
    ${
      entry.most > entry.least &&
      html`<${NumberField} label="Bits" title=${`Number of input bits, ${entry.bits} as published; starts a new run`}
        isWhole low=${entry.least} high=${entry.most} step=${1} value=${bits} text=${String(bits)}
        onCommit=${(/** @type {number} */ next) => commands.change(setBits(next))} ...${{ disabled }} />`
    }
    <${NumberField} label="Off is"
      title=${`${OFF_TITLE} As published: ${formatSetting(entry.off)}.`}
      low=${0} high=${MAX_OFF} step=${0.05} value=${off} text=${formatSetting(off ?? 0)}
      onCommit=${(/** @type {number} */ next) => commands.change(setData({ off: next }))} ...${{ disabled }} />
    <${NumberField} label="Held out" title=${`Number of patterns for testing, ${entry.held_out} as published`}
      isWhole low=${0} high=${count - 1} step=${1} value=${held} text=${String(held)}
      onCommit=${(/** @type {number} */ next) => commands.change(setData({ held_out: next }))} ...${{ disabled }} />
    ${
      (held ?? 0) > 0 &&
      html`<${Button} ...${{ disabled }} kind="wide" icon=${Dices} title="Hold out other patterns; the weights stay"
        onPress=${() => commands.change(setData({ seed: newSeed() }))}>Hold out others</${Button}>`
    }
    <p class="own-summary">${entry.label}: ${entry.description}. ${formatCount(count)} patterns. ${entry.source}</p>
  </div>`;
}
