/**
 * The teacher's run, live and read-only, on the page of a member.
 *
 * @import {App} from '../../core/app.js'
 * @import {RunParts} from '../shared/watched/runView.js'
 */

import { html } from 'htm/preact';
import { ArrowLeft, Eye } from 'lucide';
import { useState } from 'preact/hooks';

import { Button } from '../../controls/button.js';
import { Icon } from '../../controls/icon.js';
import { formatCount } from '../../draw/format.js';
import { usePacedSelector } from '../../core/hooks.js';
import { backFrom } from '../../core/room/following.js';
import { roomOfTab } from '../../core/room/membership.js';
import { TEACHERS_RUN } from '../../core/room/watchedRun.js';
import { numberPause } from '../shared/pauses.js';
import { RunView } from '../shared/watched/runView.js';
import { useCatalog } from '../shared/watched/useCatalog.js';
import { useWatched } from '../shared/watched/watch.js';

const OUTSIDE = 'Only members of a workshop can follow the teacher’s run.';
const GONE = 'The teacher does not show a run at the moment.';

/**
 * The view, with the components that draw a run.
 *
 * @param {RunParts} parts
 */
export const followViewWith =
  (parts) =>
  (/** @type {{app: App}} */ { app }) => {
    const [tries, setTries] = useState(0);
    const room = roomOfTab(app.tabStorage);
    useCatalog(app);
    if (!room) return html`<${Halt} app=${app} text=${OUTSIDE} />`;
    return html`<${TeachersRun} key=${tries} ...${{ app, room, parts }} onRetry=${() => setTries(tries + 1)} />`;
  };

/** @param {{app: App, room: string, parts: RunParts, onRetry: () => void}} props */
function TeachersRun({ app, room, parts, onRetry }) {
  const [rest] = useState(() => app.roomRest({ id: room, role: 'member' }));
  const { watched, isGone } = useWatched(app, rest, TEACHERS_RUN);
  if (isGone) {
    return html`<${Halt} app=${app} text=${GONE}>
      <${Button} title="Look again whether the teacher shows a run" onPress=${onRetry}>Try again</${Button}>
    </${Halt}>`;
  }
  return html`
    <header class="follow-head">
      <${Icon} icon=${Eye} />
      <h1>The teacher’s run, live</h1>
      ${watched && html`<${Progress} app=${watched.app} />`}
      <a class="button" href=${backFrom(app)} title="Back to your own run, which stays as you left it">
        <${Icon} icon=${ArrowLeft} />Back to my run</a>
    </header>
    ${watched && html`<${RunView} app=${watched.app} parts=${parts} />`}
  `;
}

/** @param {{app: App}} props */
function Progress({ app }) {
  const epoch = usePacedSelector(app, ({ frame, session }) => frame?.epoch ?? session?.epoch ?? null, numberPause);
  const isPlaying = usePacedSelector(app, ({ playing }) => playing, numberPause);
  if (epoch === null) return null;
  return html`<p>${isPlaying ? 'Training' : 'Paused'}, epoch ${formatCount(epoch)}</p>`;
}

/** @param {{app: App, text: string, children?: import('preact').ComponentChildren}} props */
function Halt({ app, text, children }) {
  return html`<div class="follow-halt" role="status">
    <p>${text}</p>
    <a class="button primary" href=${backFrom(app)}>Back to my run</a>
    ${children}
  </div>`;
}
