/**
 * The members of the group: two charts for all of them, and a lane for each.
 *
 * @import {App} from '../../core/app.js'
 * @import {Member} from '../../core/group/group.js'
 */

import { html } from 'htm/preact';

import { usePart } from '../../core/hooks.js';
import { Lane } from './lane.js';
import { Losses, Profile } from './profile.js';

/** @param {{app: App, remove?: (index: number) => void}} props `remove` closes a lane, but not the first */
export function Lanes({ app, remove }) {
  const members = app.group.members.value;
  const theme = usePart(app.store, ({ look }) => look.theme);
  return html`<div class="flow-main">
    <div class="flow-charts">
      <section aria-labelledby="profile-title">
        <h2 id="profile-title">Gradient by layer, now</h2>
        <${Profile} ...${{ members, theme }} />
      </section>
      <section aria-labelledby="losses-title">
        <h2 id="losses-title">Loss</h2>
        <${Losses} ...${{ members, theme }} />
      </section>
    </div>
    <div class="lanes">
      ${members.map(
        (/** @type {Member} */ member, /** @type {number} */ index) =>
          html`<${Lane} key=${member.label} ...${{ member, index, theme, isJudged: !remove || members.length > 1 }} onRemove=${remove && index > 0 ? () => remove(index) : null} />`,
      )}
    </div>
  </div>`;
}
