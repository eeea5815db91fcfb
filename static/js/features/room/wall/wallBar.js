/**
 * The bar over the wall: how many are in each state, sort and filter, and the selection.
 *
 * @import {Teacher} from '../teacher.js'
 */

import { html } from 'htm/preact';
import { UserCheck } from 'lucide';

import { Button } from '../../../controls/button.js';
import { Icon } from '../../../controls/icon.js';
import { Select } from '../../../controls/select.js';
import { SORT_KEYS, STATES, STATE_LABELS } from './arrange.js';
import { STATE_ICONS } from './tile.js';

const FILTER_TITLE = 'Part of a name or of a change, or a comparison such as loss < 0.1, accuracy > 95 or epoch < 10';

/** @param {{teacher: Teacher}} props */
export function WallBar({ teacher }) {
  const { arrangement } = teacher;
  const { sort, filter, states } = arrangement.wishes.value;
  const counts = arrangement.counts.value;
  const isSelecting = teacher.isSelecting.value;
  return html`<div class="wall-bar">
    <div class="wall-states" role="group" aria-label="Show members who are">
      ${STATES.filter((state) => counts[state] > 0 || states.includes(state)).map(
        (state) => html`<button
          key=${state}
          type="button"
          class="wall-state"
          data-state=${state}
          aria-pressed=${states.includes(state)}
          title=${`Show only members who are ${STATE_LABELS[state]}`}
          onClick=${() => arrangement.toggleState(state)}
        ><${Icon} icon=${STATE_ICONS[state]} size=${12} />${counts[state]} ${STATE_LABELS[state]}</button>`,
      )}
      <${AdmitAll} ...${{ teacher, waiting: counts.waiting }} />
    </div>
    <div class="wall-tools">
      <label class="wall-filter" title=${FILTER_TITLE}>
        <span class="visually-hidden">Filter</span>
        <input type="search" placeholder="Filter: a name, or loss < 0.1" value=${filter}
          spellcheck=${false} autocomplete="off"
          onInput=${(/** @type {any} */ event) => arrangement.choose({ filter: event.currentTarget.value })} />
      </label>
      <${Select} label="Sort by" title="The order of the wall" kind="wall-sort" value=${sort} options=${SORT_KEYS}
        onChoose=${(/** @type {any} */ key) => arrangement.choose({ sort: key })} />
      <${Button} pressed=${isSelecting} title="Select members, to push something to them alone"
        onPress=${() => teacher.setSelecting(!isSelecting)}>Select</${Button}>
      ${isSelecting && html`<${Selection} teacher=${teacher} />`}
    </div>
  </div>`;
}

/** @param {{teacher: Teacher}} props */
function Selection({ teacher }) {
  const shown = teacher.arrangement.shown.value;
  const selected = teacher.selected.value;
  const areAll = shown.length > 0 && shown.every((id) => selected.has(id));
  return html`
    <${Button} title="Select every member that the wall shows, or none" disabled=${shown.length === 0}
      onPress=${() => teacher.toggleAll()}>${areAll ? 'None' : 'All shown'}</${Button}>
    <span class="quiet" role="status">${selected.size} selected</span>
  `;
}

/** @param {{teacher: Teacher, waiting: number}} props */
function AdmitAll({ teacher, waiting }) {
  if (waiting === 0) return null;
  const admit = () =>
    teacher.act(() => {
      const ids = teacher.wall.entries.filter(({ state }) => state === 'waiting').map(({ id }) => id);
      return Promise.all(ids.map((id) => teacher.rest.changeMember(id, { admitted: true })));
    });
  return html`<${Button} icon=${UserCheck} title="Let in everyone who waits" onPress=${admit}>Let all in</${Button}>`;
}
