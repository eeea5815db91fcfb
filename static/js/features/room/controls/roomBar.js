/**
 * The bar of the teacher's page: name of the workshop, how many are here, and what the teacher does with the class.
 *
 * @import {Teacher} from '../teacher.js'
 * @import {RoomAnswer} from '../../../protocol/room.js'
 */

import { html } from 'htm/preact';
import { MessageCircleQuestion, Pause, Play, Send } from 'lucide';
import { useState } from 'preact/hooks';

import { Button } from '../../../controls/button.js';
import { ChallengeDialog } from '../challenge/challengeDialog.js';
import { ExperimentDialog } from '../experiment/experimentDialog.js';
import { AskDialog } from '../questions/askDialog.js';
import { FLAG } from '../../shared/challenge/flag.js';
import { Locks } from './locks.js';
import { Message } from './message.js';
import { Options } from './options.js';
import { PushDialog } from './pushDialog.js';
import { SCATTER } from '../../shared/experiment/scatter.js';

/** @param {{teacher: Teacher, room: RoomAnswer}} props */
export function RoomBar({ teacher, room }) {
  const dialog = teacher.dialog.value;
  const open = (/** @type {'push' | 'ask' | 'challenge' | 'experiment'} */ name) => {
    teacher.dialog.value = name;
  };
  const close = () => teacher.closeDialog();
  const isEmpty = room.members.length === 0;
  const isRunning = room.challenges.some(({ state }) => state === 'running');
  const isBusy = room.experiments.some(({ state }) => state !== 'over');
  return html`<header class="room-bar">
    <${Name} ...${{ teacher, room }} />
    <${Count} room=${room} />
    <div class="room-actions" role="group" aria-label="The class">
      <${Button}
        icon=${room.paused ? Play : Pause}
        pressed=${room.paused}
        title=${room.paused ? 'Let everyone train again' : 'Pause every run; nobody can train until you resume'}
        onPress=${() => teacher.change({ paused: !room.paused })}
      ><span class="button-label">${room.paused ? 'Resume all' : 'Pause all'}</span></${Button}>
      <${Message} ...${{ teacher, room }} />
      <${Locks} ...${{ teacher, room }} />
      <${Button} icon=${Send} disabled=${isEmpty} title="Give members a run, a view or a lesson"
        onPress=${() => open('push')}><span class="button-label">Push…</span></${Button}>
      <${Button} icon=${MessageCircleQuestion} title="Ask the class a question"
        onPress=${() => open('ask')}><span class="button-label">Ask…</span></${Button}>
      <${Button} icon=${FLAG} disabled=${isEmpty || isRunning}
        title=${isRunning ? 'A challenge is running; end it first' : 'Set the class a goal, with a ranking and a clock'}
        onPress=${() => open('challenge')}><span class="button-label">Challenge…</span></${Button}>
      <${Button} icon=${SCATTER} disabled=${isBusy}
        title=${isBusy ? 'An experiment is under way; end it first' : 'Give each member a different value, and compare'}
        onPress=${() => open('experiment')}><span class="button-label">Experiment…</span></${Button}>
      <${Options} ...${{ teacher, room }} />
    </div>
    <${PushDialog} ...${{ teacher, room }} isOpen=${dialog === 'push'} onClose=${close} />
    <${ExperimentDialog} ...${{ teacher, room }} isOpen=${dialog === 'experiment'} onClose=${close} />
    <${AskDialog} teacher=${teacher} isOpen=${dialog === 'ask'} onClose=${close} />
    <${ChallengeDialog} ...${{ teacher, room }} isOpen=${dialog === 'challenge'} onClose=${close} />
  </header>`;
}

/**
 * The name of the workshop, which can be edited in place.
 *
 * @param {{teacher: Teacher, room: RoomAnswer}} props
 */
function Name({ teacher, room }) {
  const [typed, setTyped] = useState(/** @type {string | null} */ (null));
  const commit = () => {
    if (typed?.trim() && typed.trim() !== room.name) teacher.change({ name: typed.trim() });
    setTyped(null);
  };
  return html`<h1 class="room-name">
    <input
      type="text"
      aria-label="Name of the workshop"
      title="Name of the workshop, which everyone sees; press Enter to change it"
      maxlength="60"
      spellcheck=${false}
      autocomplete="off"
      value=${typed ?? room.name}
      onInput=${(/** @type {any} */ event) => setTyped(event.currentTarget.value)}
      onBlur=${commit}
      onKeyDown=${(/** @type {any} */ event) => {
        if (event.key === 'Enter') event.currentTarget.blur();
        if (event.key === 'Escape') setTyped(null);
      }}
    />
  </h1>`;
}

/** @param {{room: RoomAnswer}} props */
function Count({ room }) {
  const here = room.members.filter(({ connected }) => connected).length;
  const away = room.members.length - here;
  return html`<p class="room-count" title="Members whose page is open now">
    <strong>${here}</strong> here${away > 0 && html` <span class="quiet">${away} away</span>`}
  </p>`;
}
