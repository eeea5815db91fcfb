/**
 * What happens at the present stage, in one sentence with its numbers, and how far the pass is.
 *
 * @import {App} from '../../../core/app.js'
 * @import {Pass} from '../../../core/slowMotion/pass.js'
 */

import { html } from 'htm/preact';

import { useSelector } from '../../../core/hooks.js';
import { SPEEDS } from '../../../core/session/speeds.js';
import { PHASES, sentenceOf } from './sentences.js';

const NUMBER = /(−?\d+\.\d+(?:e−?\d+)?|−\d+|= \d+)/; // a result, not a count

/**
 * A sentence whose numbers lecture mode can hide, in new elements for each sentence, so that none of them moves.
 *
 * @param {{sentence: string}} props
 */
function Sentence({ sentence }) {
  const parts = sentence.split(NUMBER);
  const shown = parts.map((part, index) => (index % 2 ? html`<span class="slow-number">${part}</span>` : part));
  return html`<span key=${sentence}>${shown}</span>`;
}

/** @param {{app: App, pass: Pass}} props */
export function Caption({ app, pass }) {
  const index = app.slowMotion.index.value;
  const stage = pass.stages[index];
  // stages that follow each other faster than they can be spoken are silent
  const isSpoken = useSelector(
    app.store,
    ({ slowMotion, look }) => slowMotion === 'paused' || SPEEDS[look.speed].stages === 1,
  );
  const count = pass.stages.length;
  return html`
    <p class="slow-caption" role="status" aria-live=${isSpoken ? 'polite' : 'off'}>
      <strong class=${`slow-phase ${stage.phase}`}>${PHASES[stage.phase]}</strong>${' '}
      <${Sentence} sentence=${sentenceOf(pass, stage)} />
    </p>
    <div class="slow-progress">
      <span>${index + 1} of ${count}</span>
      <progress aria-label="Stages of this example" value=${index + 1} max=${count}></progress>
    </div>
  `;
}
