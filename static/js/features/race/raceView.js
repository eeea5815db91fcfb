/**
 * The optimizer race: who starts, and on which ground: the tab's own network, from the same weights over the same batches,
 * or a classic function of two numbers.
 *
 * @import {App} from '../../core/app.js'
 */

import { html } from 'htm/preact';
import { useEffect, useState } from 'preact/hooks';

import { Choice } from '../../controls/choice.js';
import { usePart } from '../../core/hooks.js';
import { Race as Racing } from './race.js';
import { Boundaries } from './racerCards.js';
import { Losses } from './lossPanel.js';
import { PlanePanel } from './landscape/landscapePanel.js';
import { Racers } from './racersPanel.js';
import { SurfacePanels } from './surfaces/surfacePanels.js';
import { WeightPanel } from './weights/weightPanel.js';

/** @type {{value: 'network' | 'surfaces', label: string, title: string}[]} */
const GROUNDS = [
  {
    value: 'network',
    label: 'This network',
    title: 'All train the same network from the same weights over the same batches',
  },
  {
    value: 'surfaces',
    label: 'Classic functions',
    title: 'All descend a function of two numbers, where every step can be seen',
  },
];

/** @param {{app: App}} props */
export function Race({ app }) {
  const [race] = useState(() => new Racing(app));
  const ready = usePart(app.store, ({ catalog }) => catalog !== null);
  const ground = race.ground.value;
  useEffect(() => {
    document.documentElement.dataset.ground = ground; // the transport belongs to the network
  }, [ground]);
  if (!ready) return html`<p class="race-waiting quiet">Waiting for the server …</p>`;
  return html`
    <section class="race-side" aria-label="Who races, and where">
      <${Choice} name="ground" label="Where they race" title="What the optimizers go down" value=${ground} options=${GROUNDS}
        onChoose=${(/** @type {'network' | 'surfaces'} */ value) => race.setGround(value)} />
      <${Racers} ...${{ app, race }} />
    </section>
    <div class="race-main">
      ${ground === 'network' ? html`<${OnNetwork} ...${{ app, race }} />` : html`<${SurfacePanels} ...${{ app, race }} />`}
    </div>
  `;
}

/** @param {{app: App, race: Racing}} props */
function OnNetwork({ app, race }) {
  return html`
    ${race.refusal.value && html`<p class="race-refusal" role="alert">${race.refusal.value}</p>`}
    <section class="race-panel losses-panel" aria-labelledby="losses-title"><${Losses} ...${{ app, race }} /></section>
    <section class="race-panel plane-panel" aria-labelledby="plane-title"><${PlanePanel} ...${{ app, race }} /></section>
    <section class="race-panel boundaries-panel" aria-labelledby="boundaries-title"><${Boundaries} ...${{ app, race }} /></section>
    <section class="race-panel weight-panel" aria-labelledby="weight-title"><${WeightPanel} ...${{ app, race }} /></section>
  `;
}
