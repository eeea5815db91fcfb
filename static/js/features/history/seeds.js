/**
 * Several seeds of the present run's spec, trained in lockstep: the band of their losses, and the figures of each.
 *
 * @import {App} from '../../core/app.js'
 */

import { html } from 'htm/preact';
import { useEffect, useState } from 'preact/hooks';
import { Play } from 'lucide';

import { Button } from '../../controls/button.js';
import { Choice } from '../../controls/choice.js';
import { Stepper } from '../../controls/stepper.js';
import { Switch } from '../../controls/switch.js';
import { usePart } from '../../core/hooks.js';
import { titleOf } from '../../core/library/runs.js';
import { FEWEST_SEEDS, MOST_SEEDS, countOf, entriesOf } from './seeds/seedStudy.js';
import { BandChart } from './seeds/bandChart.js';
import { SeedTable } from './seeds/seedTable.js';

const USUAL = 5;

/** @typedef {'test' | 'train'} Split */

/** @type {{value: Split, label: string, title: string}[]} */
const SPLITS = [
  { value: 'test', label: 'Test', title: 'The losses on the rows that are not trained on' },
  { value: 'train', label: 'Training', title: 'The losses on the rows that are trained on' },
];

/** @param {{app: App}} props */
export function Seeds({ app }) {
  const { store, group } = app;
  const asked = countOf(app.choices.read().n);
  const [count, setCount] = useState(asked ?? USUAL);
  const [split, setSplit] = useState(/** @type {Split} */ ('test'));
  const spec = usePart(store, ({ session }) => session?.spec ?? null);
  const logarithmic = usePart(store, ({ look }) => look.logLoss);
  const members = group.members.value;

  /** @param {number} seeds */
  const open = async (seeds) => {
    const { session } = store.state.peek();
    if (!session) return;
    app.choices.keep({ n: String(seeds) });
    await group.open(entriesOf(session.spec, seeds)).catch((/** @type {Error} */ error) => {
      store.dispatch({ type: 'notice', notice: { kind: 'error', text: error.message } });
    });
  };
  useEffect(() => {
    if (asked !== null && spec !== null && members.length === 0) open(asked);
  }, [spec !== null]);

  return html`
    <div class="seeds-head">
      <${Stepper}
        text=${`${count} seeds`}
        less="One seed fewer"
        more="One seed more"
        canLess=${count > FEWEST_SEEDS}
        canMore=${count < MOST_SEEDS}
        onStep=${(/** @type {number} */ by) => setCount(count + by)}
      />
      <${Button}
        icon=${Play}
        iconSize=${14}
        kind=${members.length > 0 ? '' : 'primary'}
        title="Make a run of each seed, at step 0, and train them together"
        disabled=${spec === null}
        onPress=${async () => {
          await open(count);
          await group.whenOpen();
          group.setPlaying(true);
        }}
      >Train ${count} seeds</${Button}>
      <p class="quiet seeds-spec">${spec ? titleOf(spec) : ''}</p>
    </div>
    ${
      members.length > 0
        ? html`
      <div class="comparison-head">
        <${Choice} name="seeds-loss" label="Losses of" title="Which losses are drawn" value=${split} options=${SPLITS} onChoose=${setSplit} />
        <${Switch} label="Log scale" title="Show the loss in powers of ten: small losses are told apart" on=${logarithmic}
          onSwitch=${(/** @type {boolean} */ on) => store.dispatch({ type: 'look', look: { logLoss: on } })} />
      </div>
      <${BandChart} ...${{ app, split, logarithmic }} />
      <p class="band-legend quiet">Line: median. Inner band: the middle half of the seeds. Outer band: from the lowest to the highest.</p>
      <${SeedTable} app=${app} />`
        : html`<p class="quiet seeds-empty">Each seed becomes a run of its own; the controls above play, step and rewind them all.</p>`
    }
  `;
}
