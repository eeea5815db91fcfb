/**
 * Cards beside the wall: the projector, and the teacher's own run.
 *
 * @import {Teacher} from './teacher.js'
 * @import {RoomAnswer} from '../../protocol/room.js'
 */

import { html } from 'htm/preact';
import { Copy, ExternalLink } from 'lucide';

import { Button } from '../../controls/button.js';
import { Choice } from '../../controls/choice.js';
import { Icon } from '../../controls/icon.js';
import { storedId } from '../../core/address/address.js';
import { shownChallenge } from '../../core/room/challenge.js';
import { shownExperiment } from '../../core/room/experiment.js';
import { projectorAddress, taughtWorkshop } from '../../core/room/workshop.js';
import { hostOf } from './join/links.js';
import { useLink } from './join/invitation.js';
import { nameIn } from './teacher.js';
import { copyText } from '../shared/export/copyText.js';

/** @param {{teacher: Teacher, room: RoomAnswer}} props */
export function ProjectorCard({ teacher, room }) {
  const { app, id } = teacher;
  const options = [
    { value: '', label: 'the wall', title: 'All members, or how to join while few are here' },
    ...(room.leading ? [{ value: 'teacher', label: 'your run', title: 'Your own run, live' }] : []),
    ...(room.shown && room.shown !== 'teacher' ? [{ value: room.shown, label: nameIn(room, room.shown) }] : []),
  ];
  const isChallenge = shownChallenge(room)?.shown;
  return html`<section class="room-card" aria-labelledby="projector-title">
    <div class="room-card-head">
      <h2 id="projector-title">Projector</h2>
      <${CopyProjectorLink} ...${{ teacher, room }} />
      <a class="button small-text" href=${projectorAddress(app, id)} target="_blank" rel="noopener"
        title="Open the projector's page in another tab: move it to the projector and make it full screen (F11)">
        Open<${Icon} icon=${ExternalLink} size=${14} />
      </a>
    </div>
    <${Choice} name="shown" label="The projector shows" title="What the projector shows" value=${room.shown ?? ''}
      options=${options} onChoose=${(/** @type {string} */ shown) => teacher.change({ shown: shown || null })} />
    ${isChallenge && html`<p class="quiet">Not visible until you hide the challenge.</p>`}
    ${shownExperiment(room) && html`<p class="quiet">Not visible until you hide the experiment.</p>`}
  </section>`;
}

/**
 * For a projector on another machine: a link with the key.
 *
 * @param {{teacher: Teacher, room: RoomAnswer}} props
 */
function CopyProjectorLink({ teacher, room }) {
  const { app, id } = teacher;
  const workshop = taughtWorkshop(app.preferences);
  const { link } = useLink(app, room.links);
  if (workshop?.id !== id || !link) return null;
  const url = `${new URL(link.url).protocol}//${hostOf(link.url)}${projectorAddress(app, id, workshop.projector)}`;
  const copy = async () => {
    if (await copyText(url)) {
      teacher.notify('info', 'The projector link is copied. It shows what the projector shows, and no more.');
    } else teacher.notify('error', `The browser does not allow copying here. The link is ${url}`);
  };
  return html`<${Button} icon=${Copy} kind="small" iconSize=${14}
    title="Copy a link for a projector on another machine" onPress=${copy} />`;
}

/** @param {{teacher: Teacher, room: RoomAnswer}} props */
export function OwnRunCard({ teacher, room }) {
  const { app } = teacher;
  const isHere = room.leading && storedId(app.tabStorage) !== null;
  return html`<section class="room-card" aria-labelledby="own-run-title">
    <div class="room-card-head">
      <h2 id="own-run-title">Your run</h2>
      ${
        isHere &&
        html`<a class="button small-text" href=${app.choices.addressOf(`${app.root}/`)} target="_blank" rel="opener"
          title="Open your run in another tab; members can follow it">
          Open<${Icon} icon=${ExternalLink} size=${14} />
        </a>`
      }
    </div>
    <p class="quiet">
      ${
        isHere
          ? 'Members can follow it live, and you can push it to them.'
          : room.leading
            ? 'It is open in another tab.'
            : 'A run of your own, which members can follow and you can push.'
      }
    </p>
    ${
      !isHere &&
      html`<${Button} title="Create a run in this tab; members follow it instead" onPress=${() => teacher.lead()}>
      Lead from this tab</${Button}>`
    }
  </section>`;
}
