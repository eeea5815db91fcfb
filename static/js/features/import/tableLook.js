/**
 * How a table is understood: contents, header row, target, roles of columns and rows with errors. Each can be changed.
 *
 * @import {Choices, Plan} from './table/table.js'
 * @import {Content} from './table/tableColumns.js'
 * @import {Role} from './table/tableRoles.js'
 */

import { html } from 'htm/preact';

import { Choice } from '../../controls/choice.js';
import { Switch } from '../../controls/switch.js';
import { chooseRole } from './table/tableRoles.js';
import { FaultList } from './faults.js';
import { Found } from './found.js';
import { Preview } from './preview.js';

/** @type {{value: 'classes' | 'values', label: string, title: string}[]} */
const GOALS = [
  { value: 'classes', label: 'classes', title: 'The numbers are class labels' },
  { value: 'values', label: 'values', title: 'The numbers are quantities to predict' },
];

/**
 * @param {object} props
 * @param {Content} props.content
 * @param {Plan} props.plan
 * @param {Choices} props.choices
 * @param {(choices: Choices) => void} props.onChoose
 * @param {'light' | 'dark'} props.theme
 * @param {((line: number) => void) | null} props.onLine shows a line of the text, where it is shown
 */
export function TableLook({ content, plan, choices, onChoose, theme, onLine }) {
  const choose = (/** @type {Partial<Choices>} */ patch) => onChoose({ ...choices, ...patch });
  return html`
    <div class="looked-at">
      <${Found} ...${{ content, plan, theme }} leaveOut=${choices.leaveOut} />
      <div class="readings">
        <${Switch}
          label="First row holds names"
          title="Turn this off if the first row is data"
          on=${content.hasNames}
          onSwitch=${(/** @type {boolean} */ hasNames) => choose({ hasNames })}
        />
        ${
          plan.goal?.canSwitch &&
          html`<div class="target-is">
            <span aria-hidden="true">Target is</span>
            <${Choice}
              name="target-is"
              label="Target is"
              title="Choose whether the target's numbers are classes or quantities"
              options=${GOALS}
              value=${plan.goal.is}
              onChoose=${(/** @type {'classes' | 'values'} */ targetIs) => choose({ targetIs })}
            />
          </div>`
        }
      </div>
    </div>
    <${Preview}
      ...${{ content, plan }}
      onRole=${(/** @type {number} */ column, /** @type {Role} */ role) =>
        onChoose(chooseRole(choices, content.columns, column, role))}
    />
    ${
      plan.faults.count > 0 &&
      html`<${FaultList}
        faults=${plan.faults}
        leaveOut=${choices.leaveOut}
        onLeaveOut=${(/** @type {boolean} */ leaveOut) => choose({ leaveOut })}
        onLine=${onLine}
      />`
    }
  `;
}
