/**
 * How often each answer was given, as bars; the right one is marked.
 *
 * @import {Question} from '../../../protocol/room.js'
 */

import { html } from 'htm/preact';
import { Check } from 'lucide';

import { Icon } from '../../../controls/icon.js';
import { Prose } from '../../shared/prose.js';
import { barsOf } from './bars.js';

/** @param {{question: Question, isProse?: boolean}} props isProse: labels are Markdown with formulas */
export function Counts({ question, isProse = false }) {
  const { bars, others } = barsOf(question);
  if (bars.length === 0) return null;
  const most = Math.max(1, ...bars.map(({ count }) => count));
  return html`<ol class="counts">
    ${bars.map(
      ({ label, count, isRight }) => html`<li key=${label} class=${isRight ? 'right' : ''}>
        <span class="count-label">
          ${isProse ? html`<${Prose} text=${label} />` : label}${
            isRight && html` <${Icon} icon=${Check} size=${14} /><span class="visually-hidden">right</span>`
          }
        </span>
        <span class="count-bar" style=${{ '--share': String(count / most) }}></span>
        <span class="count-number">${count}</span>
      </li>`,
    )}
    ${others > 0 && html`<li class="quiet">${others} more with other numbers</li>`}
  </ol>`;
}
