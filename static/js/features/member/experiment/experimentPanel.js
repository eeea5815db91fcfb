/**
 * The class experiment on a member's page: which value is theirs, and their own run in a small plot.
 *
 * @import {App} from '../../../core/app.js'
 * @import {Member} from '../../../core/room/member.js'
 * @import {Experiment} from '../../../protocol/room.js'
 */

import { html } from 'htm/preact';
import { ChevronDown, ChevronUp } from 'lucide';
import { useState } from 'preact/hooks';

import { Button } from '../../../controls/button.js';
import { Icon } from '../../../controls/icon.js';
import { PHONE, useMedia, useSelector } from '../../../core/hooks.js';
import { shownExperiment } from '../../../core/room/experiment.js';
import { Picture } from '../../shared/experiment/picture.js';
import { statusOf, titleOf, valueLabel } from '../../shared/experiment/words.js';
import { ownWords } from './ownRun.js';
import { SCATTER } from '../../shared/experiment/scatter.js';

/** @param {{app: App, member: Member}} props */
export function ExperimentPanel({ app, member }) {
  const experiment = shownExperiment(member.room.state.value);
  return experiment && html`<${Panel} key=${experiment.id} ...${{ app, member, experiment }} />`;
}

/** @param {{app: App, member: Member, experiment: Experiment}} props */
function Panel({ app, member, experiment }) {
  const isPhone = useMedia(PHONE);
  const [chosen, setOpen] = useState(/** @type {boolean | null} */ (null));
  const isOpen = chosen ?? !isPhone;
  const catalog = useSelector(app.store, (state) => state.catalog);
  const progress = member.room.progress.value;
  const { vary, values, mine, summary } = experiment;
  const own = ownWords(experiment, progress, mine && valueLabel(vary, values[mine.value], catalog));
  return html`<section class="question experiment-panel" aria-label="Class experiment">
    <div class="question-head">
      <${Icon} icon=${SCATTER} />
      <h2>${titleOf(experiment)}<span class="experiment-own" role="status">${own.short}</span></h2>
      <${Button} icon=${isOpen ? ChevronUp : ChevronDown}
        title=${isOpen ? 'Collapse the experiment' : 'Show the plot of the experiment'}
        onPress=${() => setOpen(!isOpen)}>${isOpen ? null : 'Show'}</${Button}>
    </div>
    ${
      isOpen &&
      html`<div class="question-body">
        <div class="experiment-words">
          <p>${own.long}</p>
          <p class="quiet">${summary ?? statusOf(experiment, progress)}</p>
        </div>
        <${Picture} ...${{ app, experiment, progress }} />
      </div>`
    }
  </section>`;
}
