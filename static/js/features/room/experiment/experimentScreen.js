/**
 * The experiment on the projector: its plot, as large as the screen.
 *
 * @import {App} from '../../../core/app.js'
 * @import {Experiment, ExperimentEvent} from '../../../protocol/room.js'
 */

import { html } from 'htm/preact';

import { Picture } from '../../shared/experiment/picture.js';
import { statusOf, titleOf } from '../../shared/experiment/words.js';

/** @param {{app: App, experiment: Experiment, progress: ExperimentEvent | null}} props */
export function ExperimentScreen({ app, experiment, progress }) {
  const { summary } = experiment;
  return html`<section class="projector-experiment" aria-labelledby="experiment-title">
    <h2 id="experiment-title">${titleOf(experiment)}</h2>
    <p class=${summary ? '' : 'quiet'} role="status">${summary ?? statusOf(experiment, progress)}</p>
    <${Picture} ...${{ app, experiment, progress }} growth=${1} />
  </section>`;
}
