/**
 * The losses of all racers over the epochs, each line with its name.
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
import { usePart } from '../../core/hooks.js';
import { Lines } from './lineChartBox.js';

const POINTS = 240; // of a line: more are not told apart
const PAUSE = 150; // ms between two drawings of all lines

/** @type {{value: 'train' | 'test', label: string, title: string}[]} */
const SPLITS = [
  { value: 'train', label: 'Training', title: 'The loss that the optimizers make small' },
  { value: 'test', label: 'Test', title: 'The loss on points that nobody trains on' },
];

/** @param {{app: App, race: Race}} props */
export function Losses({ app, race }) {
  const theme = usePart(app.store, ({ look }) => look.theme);
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
    named: true,
  };
  const waits = usePart(app.group.store, ({ frame }) => !frame || frame.step === 0);
  return html`
    <div class="race-head">
      <h2 id="losses-title">Loss</h2>
      <${Choice} name="loss-split" label="Which loss" title="Which points the loss is of" value=${split} options=${SPLITS}
        onChoose=${(/** @type {'train' | 'test'} */ value) => race.setSplit(value)} />
      <${Switch} label="Log scale" title="Show the loss in powers of ten: small losses are told apart" on=${logarithmic}
        onSwitch=${(/** @type {boolean} */ on) => race.setLogarithmic(on)} />
    </div>
    <p class="race-text quiet">Same weights at the start, same batches in the same order: what differs between two lines is the optimizer alone.</p>
    ${
      members.length > 0 &&
      html`<${Lines} ...${{ look }} title="The loss of every racer over the epochs" source=${members}
        follow=${(/** @type {(lines: Line[]) => void} */ draw) => followHistories(members, split, draw)}>
        ${waits && html`<p class="empty">Press play, and the race is on.</p>`}
      </${Lines}>`
    }
  `;
}

/**
 * Draws the histories now, and again when they have grown; not for every frame, for all lines are drawn each time.
 *
 * @param {Member[]} members
 * @param {'train' | 'test'} split
 * @param {(lines: Line[]) => void} draw
 */
function followHistories(members, split, draw) {
  let timer = 0;
  const job = () => {
    timer = 0;
    draw(members.map(({ store }) => lineOfHistory(store.state.peek().history, split)));
  };
  const stop = effect(() => {
    for (const { store } of members) store.state.value.history.length;
    timer ||= window.setTimeout(job, PAUSE);
  });
  job();
  return () => {
    stop();
    clearTimeout(timer);
  };
}

/** @param {History} history @param {'train' | 'test'} split @returns {Line} */
function lineOfHistory({ length, epochs, ...columns }, split) {
  const stride = Math.ceil(length / POINTS);
  const rows = Array.from({ length: stride ? Math.ceil(length / stride) : 0 }, (_, index) => index * stride);
  if (length > 0 && rows.at(-1) !== length - 1) rows.push(length - 1);
  return { xs: rows.map((row) => epochs[row]), ys: rows.map((row) => columns[split][row]) };
}
