/**
 * Seed study: the current run with several seeds, trained in lockstep, with the spread of the losses and a table of
 * metrics.
 *
 * @import {App} from '../../core/app.js'
 */

import { html } from 'htm/preact';
import { useEffect, useMemo, useState } from 'preact/hooks';
import { Play } from 'lucide';

import { Button } from '../../controls/button.js';
import { Choice } from '../../controls/choice.js';
import { Stepper } from '../../controls/stepper.js';
import { Switch } from '../../controls/switch.js';
import { useSelector } from '../../core/hooks.js';
import { titleOf } from '../../core/library/runs.js';
import { MAX_SEEDS, MIN_SEEDS, SeedStudy } from './seeds/seedStudy.js';
import { BandChart } from './seeds/bandChart.js';
import { SeedTable } from './seeds/seedTable.js';

/** @typedef {'test' | 'train'} Split */

/** @type {{value: Split, label: string, title: string}[]} */
const SPLITS = [
  { value: 'test', label: 'Test', title: 'Losses on the test data' },
  { value: 'train', label: 'Training', title: 'Losses on the training data' },
];

/** @param {{app: App}} props */
export function Seeds({ app }) {
  const { store, group } = app;
  const study = useMemo(() => new SeedStudy(app), []);
  const count = study.count.value;
  const [split, setSplit] = useState(/** @type {Split} */ ('test'));
  const spec = useSelector(store, ({ session }) => session?.spec ?? null);
  const logarithmic = useSelector(store, ({ look }) => look.logLoss);
  const members = group.members.value;
  useEffect(() => {
    if (spec !== null) study.resume();
  }, [spec !== null]);

  return html`
    <div class="seeds-head">
      <${Stepper}
        text=${`${count} seeds`}
        less="Remove a seed"
        more="Add a seed"
        canLess=${count > MIN_SEEDS}
        canMore=${count < MAX_SEEDS}
        onStep=${(/** @type {number} */ by) => (study.count.value = count + by)}
      />
      <${Button}
        icon=${Play}
        iconSize=${14}
        kind=${members.length > 0 ? '' : 'primary'}
        title="Create one run per seed and train them together"
        disabled=${spec === null}
        onPress=${() => study.train()}
      >Train ${count} seeds</${Button}>
      <p class="quiet seeds-spec">${spec ? titleOf(spec) : ''}</p>
    </div>
    ${
      members.length > 0
        ? html`
      <div class="comparison-head">
        <${Choice} name="seeds-loss" label="Losses of" title="Training or test losses" value=${split} options=${SPLITS}
          onChoose=${setSplit} />
        <${Switch} label="Log scale" title="Logarithmic scale, which shows small losses better" on=${logarithmic}
          onSwitch=${(/** @type {boolean} */ on) => store.dispatch({ type: 'look', look: { logLoss: on } })} />
      </div>
      <${BandChart} ...${{ app, split, logarithmic }} />
      <p class="band-legend quiet">Line: median. Bands: middle half of the seeds, lowest to highest.</p>
      <${SeedTable} app=${app} />`
        : html`<p class="quiet seeds-empty">One run per seed. The controls above play, step and rewind all runs.</p>`
    }
  `;
}
