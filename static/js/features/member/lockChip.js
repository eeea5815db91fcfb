/** Says what the teacher has locked. */

import { html } from 'htm/preact';
import { Lock } from 'lucide';

import { Popover } from '../../controls/popover.js';
import { PARTS } from '../../core/room/parts.js';

/** @param {{locked: string[]}} props */
export function LockChip({ locked }) {
  const parts = PARTS.filter(({ name }) => locked.includes(name));
  if (parts.length === 0) return html`<span class="lock-chip" role="status"></span>`;
  const all = parts.length === PARTS.length;
  const what = all ? 'everything' : parts.map(({ words }) => words).join(', ');
  return html`<span class="lock-chip" role="status">
    <${Popover} icon=${Lock} kind="menu-button" label=${all ? 'All locked' : `${parts.length} locked`}
      title=${`The teacher has locked ${what}`}>
      ${() => html`<div class="menu-card">
        <h2>Locked by the teacher</h2>
        ${
          all
            ? html`<p>Everything: you can train this run, but not change it.</p>`
            : html`<ul>${parts.map(({ name, label }) => html`<li key=${name}>${label}</li>`)}</ul>`
        }
        <p class="quiet">If you need one of these, ask the teacher to unlock it.</p>
      </div>`}
    </${Popover}>
  </span>`;
}
