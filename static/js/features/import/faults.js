/**
 * Rows with errors: the first of them by line and column, and a switch that skips them all.
 *
 * @import {Faults} from './table/tableFaults.js'
 */

import { html } from 'htm/preact';

import { Switch } from '../../controls/switch.js';
import { formatCount } from '../../draw/format.js';

/**
 * @param {object} props
 * @param {Faults} props.faults
 * @param {boolean} props.leaveOut
 * @param {(leaveOut: boolean) => void} props.onLeaveOut
 * @param {((line: number) => void) | null} props.onLine shows a line of the text, where it is shown
 */
export function FaultList({ faults: { first, count, rows }, leaveOut, onLeaveOut, onLine }) {
  const more = count - first.length;
  return html`<div class=${`faults ${leaveOut ? 'settled' : ''}`}>
    <ul>
      ${first.map(
        ({ line, text }) => html`<li key=${text}>
          ${onLine ? html`<${LineButton} ...${{ line, text, onLine }} />` : text}
        </li>`,
      )}
      ${more > 0 && html`<li class="quiet">and ${formatCount(more)} more</li>`}
    </ul>
    <${Switch}
      label=${`Leave out ${formatCount(rows)} faulty ${rows === 1 ? 'row' : 'rows'}`}
      title="Train on the other rows, without changing the table"
      on=${leaveOut}
      onSwitch=${onLeaveOut}
    />
  </div>`;
}

/** @param {{line: number, text: string, onLine: (line: number) => void}} props */
function LineButton({ line, text, onLine }) {
  const show = () => onLine(line);
  return html`<button type="button" class="fault" title="Show this line in the text" onClick=${show}>${text}</button>`;
}
