/**
 * The optimizer race: optimizers compared on the tab's network, or on a classic function of two variables.
 *
 * @import {App} from '../../core/app.js'
 */

import { html } from 'htm/preact';
import { useEffect, useState } from 'preact/hooks';

import { Choice } from '../../controls/choice.js';
import { useSelector } from '../../core/hooks.js';
import { Waiting } from '../shared/waiting.js';
import { Race } from './race.js';
import { RacerCards } from './racerCards.js';
import { LossPanel } from './lossPanel.js';
import { PlanePanel } from './landscape/landscapePanel.js';
import { RacersPanel } from './racersPanel.js';
import { SurfacePanels } from './surfaces/surfacePanels.js';
import { WeightPanel } from './weights/weightPanel.js';

/** @type {{value: 'network' | 'surfaces', label: string, title: string}[]} */
const OBJECTIVES = [
  {
    value: 'network',
    label: 'This network',
    title: 'Same network, initial weights and batches for all optimizers',
  },
  {
    value: 'surfaces',
    label: 'Classic functions',
    title: 'Minimize a function of two variables, where every step is visible',
  },
];

/** @param {{app: App}} props */
export function RaceView({ app }) {
  const [race] = useState(() => new Race(app));
  const ready = useSelector(app.store, ({ catalog }) => catalog !== null);
  const objective = race.objective.value;
  useEffect(() => {
    document.documentElement.dataset.objective = objective; // the transport belongs to the network
  }, [objective]);
  if (!ready) return html`<${Waiting} store=${app.store} />`;
  return html`
    <section class="race-side" aria-label="Racers and objective">
      <${Choice} name="objective" label="Objective" title="Function that the optimizers minimize" value=${objective}
        options=${OBJECTIVES}
        onChoose=${(/** @type {'network' | 'surfaces'} */ value) => race.setObjective(value)} />
      <${RacersPanel} ...${{ app, race }} />
    </section>
    <div class="race-main">
      ${
        objective === 'network'
          ? html`<${NetworkPanels} ...${{ app, race }} />`
          : html`<${SurfacePanels} ...${{ app, race }} />`
      }
    </div>
  `;
}

/** @param {{app: App, race: Race}} props */
function NetworkPanels({ app, race }) {
  return html`
    ${race.refusal.value && html`<p class="race-refusal" role="alert">${race.refusal.value}</p>`}
    <section class="race-panel loss-panel" aria-labelledby="losses-title"><${LossPanel} ...${{ app, race }} /></section>
    <section class="race-panel landscape-panel" aria-labelledby="landscape-title"><${PlanePanel}
      ...${{ app, race }} /></section>
    <section class="race-panel racer-cards-panel" aria-labelledby="boundaries-title"><${RacerCards}
      ...${{ app, race }} /></section>
    <section class="race-panel weight-panel" aria-labelledby="weight-title"><${WeightPanel}
      ...${{ app, race }} /></section>
  `;
}
