/**
 * The first rows of a table under the roles of its columns. It scrolls sideways.
 *
 * @import {Plan} from './table/table.js'
 * @import {Column, Content} from './table/tableColumns.js'
 * @import {Role} from './table/tableRoles.js'
 */

import { html } from 'htm/preact';

import { cellOf } from './table/tableColumns.js';
import { cellFault } from './table/tableFaults.js';
import { canBeInput } from './table/tableRoles.js';

const SHOWN_ROWS = 5;

/** Most columns that are shown: drawing controls for thousands takes seconds. */
export const SHOWN_COLUMNS = 200;

/** @type {{value: Role, label: string}[]} */
const ROLES = [
  { value: 'input', label: 'Input' },
  { value: 'target', label: 'Target' },
  { value: 'unused', label: 'Left out' },
];

/**
 * @param {object} props
 * @param {Content} props.content
 * @param {Plan} props.plan
 * @param {(column: number, role: Role) => void} props.onRole
 */
export function Preview({ content, plan, onRole }) {
  const { columns, rows, lines } = content;
  const shown = columns.map((_, index) => index).filter((index) => index < SHOWN_COLUMNS || index === plan.target);
  return html`<div class="preview" tabindex="0" role="group" aria-label="The first rows, and the role of each column">
    <table>
      <thead>
        <tr>
          <th scope="col" class="line"><span class="visually-hidden">Line</span></th>
          ${shown.map((index) => html`<${Head} key=${index} ...${{ plan, index, onRole }} column=${columns[index]} />`)}
        </tr>
      </thead>
      <tbody>
        ${rows.slice(0, SHOWN_ROWS).map(
          (row, at) => html`<tr key=${at}>
            <th scope="row" class="line">${lines[at]}</th>
            ${shown.map((index) => {
              const { role } = plan.uses[index];
              const fault = role === 'unused' ? '' : cellFault(content, at, index);
              const look = `${lookOf(columns[index], role)} ${fault && 'faulty'}`;
              return html`<td key=${index} class=${look} title=${fault}>${cellOf(row, index) || (fault && '–')}</td>`;
            })}
          </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

/**
 * @param {Column} column
 * @param {Role} role
 */
const lookOf = ({ kind }, role) => (kind === 'numbers' ? `${role} number` : role);

/**
 * @param {object} props
 * @param {Plan} props.plan
 * @param {Column} props.column
 * @param {number} props.index
 * @param {(column: number, role: Role) => void} props.onRole
 */
function Head({ plan: { uses, goal }, column, index, onRole }) {
  const { role, why } = uses[index];
  const about = { input: 'numbers', target: goal?.is, unused: why || column.kind }[role];
  return html`<th scope="col" class=${lookOf(column, role)}>
    <span class="column-name" title=${column.name}>${column.name}</span>
    <select
      aria-label=${`Role of ${column.name}`}
      onChange=${(/** @type {any} */ event) => onRole(index, event.currentTarget.value)}
    >
      ${ROLES.map(({ value, label }) => {
        const disabled = value === 'input' && !canBeInput(column);
        const selected = value === role;
        return html`<option key=${value} value=${value} ...${{ selected, disabled }}>${label}</option>`;
      })}
    </select>
    <span class="column-about">${about}</span>
  </th>`;
}
