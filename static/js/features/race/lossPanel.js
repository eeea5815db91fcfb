/**
 * Chart of the racers' losses over the epochs.
 *
 * @import {App} from '../../core/app.js'
 * @import {Line} from '../../draw/lineChart.js'
 * @import {History} from '../../core/history.js'
 * @import {Member} from '../../core/group/group.js'
 * @import {Race} from './race.js'
 */

import { effect } from '@preact/signals';
import { html } from 'htm/preact';

import { Choice } from '../../controls/choice.js';
import { Switch } from '../../controls/switch.js';
import { paletteOf } from '../../draw/palette.js';
import { lineLook } from '../../draw/lineLooks.js';
import { useSelector } from '../../core/hooks.js';
import { areaPause } from '../shared/pauses.js';
import { LineChartBox } from './lineChartBox.js';

const MAX_POINTS = 240; // of a line

/** @type {{value: 'train' | 'test', label: string, title: string}[]} */
const SPLITS = [
  { value: 'train', label: 'Training', title: 'Loss on the training data, which the optimizers minimize' },
  { value: 'test', label: 'Test', title: 'Loss on the test data' },
];

/** @param {{app: App, race: Race}} props */
export function LossPanel({ app, race }) {
  const theme = useSelector(app.store, ({ look }) => look.theme);
  const isLecture = useSelector(app.store, ({ look }) => look.lecture);
  const [split, logarithmic] = [race.split.value, race.logarithmic.value];
  const members = app.group.members.value;
  const palette = paletteOf(theme);
  const lines = members.map((member) => ({
    label: member.label,
    ...lineLook(palette, Math.max(0, race.indexOf(member))),
  }));
  const look = {
    logarithmic,
    palette,
    x: 'Epoch',
    y: split === 'train' ? 'Training loss' : 'Test loss',
    lines,
    named: !isLecture, // then the names are above the chart
  };
  const waits = useSelector(app.group.store, ({ frame }) => !frame || frame.step === 0);
  return html`
    <div class="race-head">
      <h2 id="losses-title">Loss</h2>
      <${Choice} name="loss-split" label="Loss of" title="Training or test loss" value=${split} options=${SPLITS}
        onChoose=${(/** @type {'train' | 'test'} */ value) => race.setSplit(value)} />
      <${Switch} label="Log scale" title="Logarithmic scale, which shows small losses better" on=${logarithmic}
        onSwitch=${(/** @type {boolean} */ on) => race.setLogarithmic(on)} />
    </div>
    <p class="race-text quiet">Same initial weights and same batches: only the optimizer differs.</p>
    ${
      members.length > 0 &&
      html`<${LineChartBox} ...${{ look }} title="The loss of every racer over the epochs" source=${members}
        follow=${(/** @type {(lines: Line[]) => void} */ draw) =>
          followHistories(members, split, draw, areaPause(app.ticker))}>
        ${waits && html`<p class="empty">Press play to start the race.</p>`}
      </${LineChartBox}>`
    }
  `;
}

/**
 * Draw the histories now and, with a pause after each drawing, when they have grown.
 *
 * @param {Member[]} members
 * @param {'train' | 'test'} split
 * @param {(lines: Line[]) => void} draw
 * @param {number} pause ms
 */
function followHistories(members, split, draw, pause) {
  let timer = 0;
  const job = () => {
    timer = 0;
    draw(members.map(({ store }) => lineOfHistory(store.state.peek().history, split)));
  };
  const stop = effect(() => {
    for (const { store } of members) store.state.value.history.length;
    timer ||= window.setTimeout(job, pause);
  });
  job();
  return () => {
    stop();
    clearTimeout(timer);
  };
}

/**
 * @param {History} history
 * @param {'train' | 'test'} split
 * @returns {Line}
 */
function lineOfHistory({ length, epochs, ...columns }, split) {
  const stride = Math.ceil(length / MAX_POINTS);
  const rows = Array.from({ length: stride ? Math.ceil(length / stride) : 0 }, (_, index) => index * stride);
  if (length > 0 && rows.at(-1) !== length - 1) rows.push(length - 1);
  return { xs: rows.map((row) => epochs[row]), ys: rows.map((row) => columns[split][row]) };
}
