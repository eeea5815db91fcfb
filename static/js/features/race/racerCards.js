/**
 * A card for each racer, with its decision boundary, loss, accuracy and rank.
 *
 * @import {App} from '../../core/app.js'
 * @import {Member} from '../../core/group/group.js'
 * @import {State} from '../../core/model.js'
 * @import {Frame} from '../../protocol/model.js'
 * @import {Race} from './race.js'
 */

import { computed } from '@preact/signals';
import { html } from 'htm/preact';
import { useMemo } from 'preact/hooks';

import { formatAccuracy, formatFigure } from '../../draw/format.js';
import { usePacedSelector, useSelector, useSize } from '../../core/hooks.js';
import { ranksOf } from './racers.js';
import { isPlanar, taskOf } from '../../core/selectors.js';
import { BlendNote } from '../shared/flashes/blendNote.js';
import { framePause } from '../shared/pauses.js';
import { useLines, useMap, usePoints } from '../shared/planeLayers.js';
import { keyOf } from './memberKey.js';
import { LineMark } from '../shared/lineMark.js';

/** @param {{app: App, race: Race}} props */
export function RacerCards({ app, race }) {
  const members = app.group.members.value;
  const theme = useSelector(app.store, ({ look }) => look.theme);
  const planar = useSelector(app.store, isPlanar);
  const ranks = useMemo(
    () => computed(() => ranksOf(members.map(({ store }) => lossOf(store.state.value.frame))).join()),
    [members],
  ).value.split(',');
  return html`
    <div class="race-head">
      <h2 id="boundaries-title">${planar ? 'Output maps' : 'Ranking'}</h2>
      <p class="race-text quiet">
        ${planar ? 'Each with its decision boundary. ' : ''}The large number is the rank by training loss.
      </p>
    </div>
    <ul class=${`cards ${planar ? '' : 'without-maps'}`}>
      ${members.map((member, index) => {
        const racer = Math.max(0, race.indexOf(member));
        return html`<${Card} key=${keyOf(member)} ...${{ member, theme, planar }} index=${racer}
          rank=${ranks[index]} />`;
      })}
    </ul>
  `;
}

/**
 * Training loss of a racer; null before its first step, when all are equal.
 *
 * @param {Frame | null} frame
 */
const lossOf = (frame) => (frame && frame.step > 0 ? frame.metrics.train_loss : null);

/** @param {{member: Member, index: number, theme: 'light' | 'dark', planar: boolean, rank: string}} props */
function Card({ member, index, theme, planar, rank }) {
  const { store, label } = member;
  const diverged = useSelector(store, ({ status }) => status === 'diverged');
  const why = useSelector(store, ({ divergence }) => divergence?.detail ?? '');
  const loss = usePacedSelector(member, ({ frame }) => formatFigure(frame?.metrics.train_loss), framePause);
  const quality = usePacedSelector(member, (state) => qualityOf(state).join('|'), framePause).split('|');
  return html`<li class=${`race-card ${diverged ? 'diverged' : ''}`} data-racer=${label}>
    <h3><${LineMark} ...${{ index, theme }} /><span class="racer-name">${label}</span></h3>
    ${planar && html`<${BoundaryMap} scene=${member} label=${label} />`}
    <div class="card-metrics">
      <span class="rank" title="Rank by training loss">${rank || '–'}</span>
      <dl>
        <div><dt>Training loss</dt><dd data-figure="loss">${loss}</dd></div>
        <div><dt>${quality[0]}</dt><dd data-figure="quality">${quality[1]}</dd></div>
      </dl>
    </div>
    <p class="card-message" title=${why}>${diverged && `Diverged. ${why}`}</p>
  </li>`;
}

/** Name and value of the second metric: of the test data, if there are any. @param {State} state */
function qualityOf(state) {
  const metrics = state.frame?.metrics;
  const areValues = taskOf(state) === 'regression' && (state.session?.data.decision_threshold ?? null) === null;
  if (areValues) return ['R²', formatFigure(metrics?.test_r2 ?? metrics?.train_r2)];
  const accuracy = metrics?.test_accuracy ?? null;
  return accuracy === null
    ? ['Training accuracy', formatAccuracy(metrics?.train_accuracy)]
    : ['Test accuracy', formatAccuracy(accuracy)];
}

/** @param {{scene: Member, label: string}} props */
function BoundaryMap({ scene, label }) {
  const [box, { width }] = useSize();
  const { map, isBlended } = useMap(scene, width);
  const lines = useLines(scene, width);
  const points = usePoints(scene, width);
  return html`<div class="card-map" ref=${box} role="img" aria-label=${`Output map of ${label}`}>
    <canvas ref=${map} class="plane-map" width="1" height="1"></canvas>
    <canvas ref=${lines} class="plane-layer"></canvas>
    <canvas ref=${points} class="plane-layer"></canvas>
    <${BlendNote} ...${{ isBlended, width }} />
  </div>`;
}
