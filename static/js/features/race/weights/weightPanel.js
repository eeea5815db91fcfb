/**
 * One weight under every optimizer: the choice of a weight, and the histories of its momentum, squared gradient and
 * effective step size.
 *
 * @import {App} from '../../../core/app.js'
 * @import {Line} from '../../../draw/lineChart.js'
 * @import {Member} from '../../../core/group/group.js'
 * @import {Race} from '../race.js'
 * @import {WeightBlock} from './weightBlocks.js'
 */

import { html } from 'htm/preact';

import { Select } from '../../../controls/select.js';
import { sharesUnder } from '../../../draw/canvas.js';
import { paintCells } from '../../../draw/map.js';
import { paletteOf } from '../../../draw/palette.js';
import { lineLook } from '../../../draw/lineLooks.js';
import { useDrawing, useSelector } from '../../../core/hooks.js';
import { areaPause } from '../../shared/pauses.js';
import { QUANTITIES, blockAt, blocksOf, columnOf, parameterName, nextParameter } from './weightBlocks.js';
import { LineChartBox } from '../lineChartBox.js';
import { keyOf } from '../memberKey.js';

const MAX_CELL = 22; // CSS pixels
const NONE = 'No racer has this quantity.';
const WAITING = 'Press play to follow this weight.';

/** @param {{app: App, race: Race}} props */
export function WeightPanel({ app, race }) {
  const [leader] = app.group.members.value;
  return html`
    <div class="race-head"><h2 id="weight-title">One weight</h2></div>
    <p class="race-text quiet">Choose a weight to see each optimizer's memory of its gradients and its step size.</p>
    ${
      leader && html`<${Chooser} key=${keyOf(leader)} ...${{ race, leader }} /><${HistoryCharts} ...${{ app, race }} />`
    }
  `;
}

/** @param {{race: Race, leader: Member}} props */
function Chooser({ race, leader }) {
  const session = useSelector(leader.store, (state) => state.session);
  const { weights } = race;
  const parameter = weights.parameter.value;
  const state = leader.store.state.peek();
  const blocks = session ? blocksOf(state) : [];
  const block = blockAt(blocks, parameter);
  if (!block) return null;
  return html`<div class="weight-chooser">
    <${Select} label="Weights" title="Parameter block to choose from" value=${block.offset}
      options=${blocks.map(({ title, offset }) => ({ value: offset, label: title }))}
      onChoose=${(/** @type {string} */ offset) => weights.choose(Number(offset))} />
    <${Grid} key=${block.offset} ...${{ leader, block, parameter }}
      onChoose=${(/** @type {number} */ next) => weights.choose(next)} />
    <p class="weight-name" data-figure="weight-name">${parameterName(state, parameter)}</p>
  </div>`;
}

/** @param {{leader: Member, block: WeightBlock, parameter: number, onChoose: (parameter: number) => void}} props */
function Grid({ leader, block, parameter, onChoose }) {
  const { offset, rows, columns } = block;
  const canvas = useDrawing(
    leader,
    ({ frame, look }) => [frame?.parameters ?? null, look.theme],
    (/** @type {HTMLCanvasElement} */ element, parameters, theme) => {
      if (!parameters) return;
      const values = parameters.subarray(offset, offset + rows * columns);
      const reach = values.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-9);
      paintCells(element, values, columns, reach, paletteOf(theme).values);
    },
    [block.offset],
    areaPause,
  );
  const [row, column] = [Math.floor((parameter - offset) / columns), (parameter - offset) % columns];
  const mark = {
    left: `${(100 * column) / columns}%`,
    top: `${(100 * row) / rows}%`,
    width: `${100 / columns}%`,
    height: `${100 / rows}%`,
  };
  /** @param {PointerEvent} event */
  const press = (event) => {
    const [across, down] = sharesUnder(event);
    const at = (/** @type {number} */ share, /** @type {number} */ count) =>
      Math.min(count - 1, Math.max(0, Math.floor(share * count)));
    onChoose(offset + at(down, rows) * columns + at(across, columns));
  };
  /** @param {KeyboardEvent} event */
  const key = (event) => {
    const next = nextParameter(block, parameter, event.key);
    if (next === null) return;
    event.preventDefault();
    onChoose(next);
  };
  return html`<div class="weight-grid" role="application" aria-roledescription="grid of weights" tabindex="0"
    aria-label=${`${block.title}: ${rows} by ${columns}. Choose one with the arrow keys.`}
    style=${{ aspectRatio: `${columns} / ${rows}`, width: `min(100%, ${columns * MAX_CELL}px)` }} onPointerDown=${press}
    onKeyDown=${key}>
    <canvas ref=${canvas}></canvas>
    <span class="weight-mark"
      style=${mark}></span>
  </div>`;
}

/** @param {{app: App, race: Race}} props */
function HistoryCharts({ app, race }) {
  const theme = useSelector(app.store, ({ look }) => look.theme);
  const palette = paletteOf(theme);
  const members = app.group.members.value;
  const histories = race.weights.histories.value;
  return QUANTITIES.map((quantity) => {
    const drawn = members.flatMap((member) => {
      const history = histories.get(member.store.state.peek().session?.id ?? '');
      const column = history && columnOf(history, quantity);
      return column
        ? [{ column, look: { label: member.label, ...lineLook(palette, Math.max(0, race.indexOf(member))) } }]
        : [];
    });
    const isSigned = quantity.key === 'm';
    const look = {
      logarithmic: !isSigned,
      smallest: 1e-12,
      palette,
      x: 'Step',
      y: quantity.symbol,
      lines: drawn.map((each) => each.look),
    };
    return html`<figure class="weight-history" key=${quantity.key}>
      <figcaption>${quantity.label}<span class="quiet"> ${quantity.text}</span></figcaption>
      <${LineChartBox} ...${{ look }} title=${`${quantity.label} of the chosen weight under every optimizer`}
        source=${histories}
        follow=${(/** @type {(lines: Line[]) => void} */ draw) => {
          draw(drawn.map(({ column }) => column));
          return () => undefined;
        }}>
        ${drawn.length === 0 && html`<p class="empty">${histories.size > 0 ? NONE : WAITING}</p>`}
      </${LineChartBox}>
    </figure>`;
  });
}
