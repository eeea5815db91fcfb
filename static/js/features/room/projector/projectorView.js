/**
 * The projector's page: how to join while few are here, then the wall; the run, the question or the message that the
 * teacher shows. Nothing on it can be pressed, and nothing private is sent to it.
 *
 * @import {ReadonlySignal} from '@preact/signals'
 * @import {App} from '../../../core/app.js'
 * @import {Question, RoomAnswer, WallEntry} from '../../../protocol/room.js'
 * @import {TileLayout} from '../../../draw/tileLayout.js'
 * @import {RunParts} from '../../shared/watched/runView.js'
 */

import { html } from 'htm/preact';
import { useEffect, useMemo, useState } from 'preact/hooks';

import { layOutTiles } from '../../../draw/tileLayout.js';
import { useSelector, useSize } from '../../../core/hooks.js';
import { TEACHERS_RUN, runOfMember } from '../../../core/room/watchedRun.js';
import { ChallengeScreen } from '../challenge/challengeScreen.js';
import { ExperimentScreen } from '../experiment/experimentScreen.js';
import { Invitation } from '../join/invitation.js';
import { Counts } from '../questions/counts.js';
import { Prose } from '../../shared/prose.js';
import { RunView } from '../../shared/watched/runView.js';
import { useWatched } from '../../shared/watched/watch.js';
import { useCatalog } from '../../shared/watched/useCatalog.js';
import { Tile, describe, tileStyle } from '../wall/tile.js';
import { Projector } from './projector.js';
import { contentOf } from './content.js';

/**
 * Create the component of the page.
 *
 * @param {RunParts} parts components that draw a run
 */
export const projectorViewWith =
  (parts) =>
  (/** @type {{app: App}} */ { app }) => {
    const id = app.choices.read().room;
    useCatalog(app);
    if (!id) return html`<${Note} text="Open the projector from the page of a workshop." />`;
    return html`<${Screen} key=${id} ...${{ app, id, parts }} />`;
  };

/** @param {{app: App, id: string, parts: RunParts}} props */
function Screen({ app, id, parts }) {
  const [projector] = useState(() => new Projector(app, id));
  useEffect(() => projector.start(), []);
  const room = projector.room.state.value;
  const end = projector.room.end.value;
  if (end === 'removed') return html`<${Note} text="Open the projector from the page of the workshop’s teacher." />`;
  if (end) return html`<${Note} text="The workshop has ended. Thank you." />`;
  if (!room) return html`<${Note} text="Opening the workshop." />`;
  const content = contentOf(room);
  return html`
    <header class="projector-head">
      <h1>${room.name}</h1>
      ${projector.room.phase.value === 'lost' && html`<p class="quiet" role="status">Connecting again…</p>`}
      ${content.kind !== 'invitation' && html`<${Invitation} ...${{ app, room, rest: projector.rest }} kind="strip" />`}
    </header>
    <${Content} ...${{ projector, room, parts, content }} />
  `;
}

/**
 * @param {object} props
 * @param {Projector} props.projector
 * @param {RoomAnswer} props.room
 * @param {RunParts} props.parts
 * @param {ReturnType<typeof contentOf>} props.content
 */
function Content({ projector, room, parts, content }) {
  switch (content.kind) {
    case 'message':
      return html`<p class="projector-message">${content.text}</p>`;
    case 'question':
      return html`<${ShownQuestion} ...${{ room, question: content.question }} />`;
    case 'challenge':
      return html`<${ShownChallenge} projector=${projector} />`;
    case 'prediction':
      return html`<section class="projector-question">
        <div class="projector-prose" role="heading" aria-level="2">
          <${Prose} text=${content.prediction.question.text} />
        </div>
        <${Counts} question=${content.prediction.question} isProse />
      </section>`;
    case 'experiment':
      return html`<${ExperimentScreen} app=${projector.app} experiment=${content.experiment}
        progress=${projector.room.progress.value} />`;
    case 'run':
      return html`<${ShownRun} key=${content.shown} ...${{ projector, room, parts, shown: content.shown }} />`;
    case 'invitation':
      return html`<div class="projector-invitation">
        <${Invitation} ...${{ app: projector.app, room, rest: projector.rest }} kind="large" />
        ${room.members.length > 0 && html`<${ProjectorWall} projector=${projector} />`}
      </div>`;
    case 'wall':
      return html`<${ProjectorWall} projector=${projector} />`;
  }
}

/** @param {{room: RoomAnswer, question: Question}} props */
function ShownQuestion({ room, question }) {
  return html`<section class="projector-question">
    <h2>${question.text}</h2>
    ${
      question.state === 'revealed'
        ? html`<${Counts} question=${question} />`
        : html`
          ${question.choices.length > 0 && html`<ul>${question.choices.map((text) => html`<li>${text}</li>`)}</ul>`}
          <p class="quiet">${question.answered} of ${room.members.length} answered</p>
        `
    }
  </section>`;
}

/** @param {{projector: Projector}} props */
function ShownChallenge({ projector: { app, room } }) {
  const features = useSelector(app.store, ({ catalog }) => catalog?.features ?? []);
  const featureLabel = (/** @type {string} */ name) => features.find((each) => each.name === name)?.label ?? name;
  const shown = room.challenge.value;
  return shown && html`<${ChallengeScreen} clock=${app.clock} ...${{ shown, featureLabel }} />`;
}

/** @param {{projector: Projector, room: RoomAnswer, parts: RunParts, shown: string}} props */
function ShownRun({ projector, room, parts, shown }) {
  const { watched, isGone } = useWatched(
    projector.app,
    projector.rest,
    shown === 'teacher' ? TEACHERS_RUN : runOfMember(shown),
  );
  const name = room.members.find(({ id }) => id === shown)?.name;
  const title = shown === 'teacher' ? 'The teacher’s run' : name ? `${name}’s run` : 'A member’s run';
  return html`<section class="projector-run" aria-label=${title}>
    <h2>${title}</h2>
    ${
      isGone
        ? html`<${Note} text="This run can no longer be shown." />`
        : watched && html`<${RunView} app=${watched.app} parts=${parts} />`
    }
  </section>`;
}

/** @param {{projector: Projector}} props */
function ProjectorWall({ projector }) {
  const ids = projector.arrangement.shown.value;
  const [area, { width, height }] = useSize();
  const limits = limitsOf(width, ids.length);
  const layout = useMemo(() => layOutTiles(ids.length, { width, height }, limits), [ids.length, width, height]);
  return html`<ul
    ref=${area}
    class=${`wall ${layout.detail}`}
    aria-label="Members"
    style=${{ ...tileStyle(layout), '--wall-gap': `${limits.gap}px` }}
  >
    ${
      width > 0 &&
      ids.map((id) => {
        const entry = projector.wall.entryOf(id);
        return entry && html`<li key=${id}><${ShownTile} ...${{ projector, entry, layout }} /></li>`;
      })
    }
  </ul>`;
}

/** @param {{projector: Projector, entry: ReadonlySignal<WallEntry>, layout: TileLayout}} props */
function ShownTile({ projector, entry, layout }) {
  const value = entry.value;
  return html`<div class="tile" data-state=${value.state} role="img" aria-label=${describe(value)}>
    <${Tile} scene=${projector.app} ...${{ entry, layout }} isAsking=${false} />
  </div>`;
}

/**
 * Sizes of tiles, which grow with the screen; many of them are closer together.
 *
 * @param {number} width
 * @param {number} count
 */
function limitsOf(width, count) {
  return {
    least: 16,
    most: 560,
    gap: Math.round(width / (120 + count / 2)),
    line: Math.max(16, Math.round(width / 62)),
  };
}

/** @param {{text: string}} props */
const Note = ({ text }) => html`<p class="projector-note">${text}</p>`;
