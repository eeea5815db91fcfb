/**
 * The newest experiment beside the wall: its plot, and the teacher's controls.
 *
 * @import {Teacher} from '../teacher.js'
 * @import {Experiment, ExperimentChange, RoomAnswer} from '../../../protocol/room.js'
 */

import { html } from 'htm/preact';
import { Maximize2, Trash2 } from 'lucide';
import { useState } from 'preact/hooks';

import { Button } from '../../../controls/button.js';
import { Dialog } from '../../../controls/dialog.js';
import { newestExperiment } from '../../../core/room/experiment.js';
import { Picture } from '../../shared/experiment/picture.js';
import { statusOf, titleOf } from '../../shared/experiment/words.js';

/** @param {{teacher: Teacher, room: RoomAnswer}} props */
export function ExperimentCard({ teacher, room }) {
  const experiment = newestExperiment(room);
  return experiment && html`<${Card} key=${experiment.id} ...${{ teacher, room, experiment }} />`;
}

/** @param {{teacher: Teacher, room: RoomAnswer, experiment: Experiment}} props */
function Card({ teacher, room, experiment }) {
  const [isLarge, setLarge] = useState(false);
  const progress = teacher.room.progress.value;
  const { id, state, shown, summary } = experiment;
  const change = (/** @type {ExperimentChange} */ wanted) =>
    teacher.act(() => teacher.rest.changeExperiment(id, wanted));
  const held = room.paused && state === 'running' ? ' You have paused the members’ runs.' : '';
  const title = titleOf(experiment);
  const picture = { app: teacher.app, experiment, progress };
  return html`<section class="room-card experiment-card" aria-labelledby="experiment-title">
    <div class="room-card-head">
      <h2 id="experiment-title">Experiment</h2>
      <${Button} icon=${Maximize2} kind="small" iconSize=${14} title="Enlarge the plot"
        onPress=${() => setLarge(true)} />
    </div>
    <h3>${title}</h3>
    <${Picture} ...${picture} />
    <p role="status">${summary ?? statusOf(experiment, progress)}${held}</p>
    <div class="card-row">
      ${
        state === 'dealt' &&
        html`<${Button} kind="primary" title="Start all runs at once"
          onPress=${() => change({ state: 'running' })}>Start</${Button}>`
      }
      ${
        state !== 'over' &&
        html`<${Button} title=${state === 'dealt' ? 'Unlock the members’ runs' : 'End with the results so far'}
          onPress=${() => change({ state: 'over' })}>${state === 'dealt' ? 'Cancel' : 'End'}</${Button}>`
      }
      ${
        state === 'over' &&
        html`<${Button} title=${shown ? 'Hide it on the projector and the members’ pages' : 'Show it to everyone again'}
          onPress=${() => change({ shown: !shown })}>${shown ? 'Hide' : 'Show'}</${Button}>
        <${Button} icon=${Trash2} kind="quiet" title="Delete this experiment and its results"
          onPress=${() => teacher.act(() => teacher.rest.removeExperiment(id))} />`
      }
    </div>
    <${Dialog} title=${title} closeTitle="Back to the wall" kind="experiment-dialog" isOpen=${isLarge}
      onClose=${() => setLarge(false)}>
      <div class="dialog-body">
        <${Picture} ...${picture} growth=${0.6} />
        <p>${summary ?? statusOf(experiment, progress)}</p>
      </div>
    </${Dialog}>
  </section>`;
}
