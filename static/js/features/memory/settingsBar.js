/**
 * Settings of the memory lab: task, cells and training. Every change restarts all runs from the same seed.
 *
 * @import {App} from '../../core/app.js'
 * @import {MemoryLab} from './memoryLab.js'
 */

import { html } from 'htm/preact';

import { Button } from '../../controls/button.js';
import { NumberField } from '../../controls/numberField.js';
import { Select } from '../../controls/select.js';
import { Slider } from '../../controls/slider.js';
import { Switch } from '../../controls/switch.js';
import { formatSetting } from '../../draw/format.js';
import { RANGES, toggleCell } from './settings.js';
import { CELLS } from './cells.js';
import { TASKS } from './tasks.js';
import { CellMark } from './cellMark.js';

const RESTARTS = 'restarts all runs';

/** @param {{lab: MemoryLab, app: App}} props */
export function SettingsBar({ lab, app }) {
  const { task, length, units, rate, clip, cut, cells } = lab.settings.value;
  const { lengthLabel, range, description } = TASKS[task];
  return html`<div class="lab-controls" role="group" aria-label="Settings">
    <${Select}
      label="Task"
      title=${`Task to learn; ${RESTARTS}`}
      value=${task}
      options=${Object.entries(TASKS).map(([value, { label }]) => ({ value, label }))}
      onChoose=${(/** @type {string} */ value) => lab.chooseTask(value)}
    />
    <fieldset class="lab-toggles">
      <legend class="field-label">Cells</legend>
      ${Object.entries(CELLS).map(
        ([name, cell]) => html`<${Button} key=${name} kind="cell-toggle" title=${`${cell.name}; ${RESTARTS}`}
          pressed=${cells.includes(name)} onPress=${() => lab.choose({ cells: toggleCell(cells, name) })}>
          <${CellMark} app=${app} name=${name} />${cell.label}</${Button}>`,
      )}
    </fieldset>
    <${Slider}
      label=${lengthLabel}
      title=${`Length of the sequences; ${RESTARTS}`}
      value=${length}
      min=${range.low}
      max=${range.high}
      step=${1}
      text=${String(length)}
      onSlide=${(/** @type {number} */ value) => lab.choose({ length: value })}
    />
    <${Slider}
      label="Hidden units"
      title=${`Units of every cell; ${RESTARTS}`}
      value=${units}
      min=${RANGES.units.low}
      max=${RANGES.units.high}
      step=${1}
      text=${String(units)}
      onSlide=${(/** @type {number} */ value) => lab.choose({ units: value })}
    />
    <${NumberField}
      kind="stacked"
      label="Learning rate"
      title=${`Learning rate of Adam; ${RESTARTS}`}
      value=${rate}
      text=${formatSetting(rate)}
      step=${0.001}
      ...${RANGES.rate}
      onCommit=${(/** @type {number} */ value) => lab.choose({ rate: value })}
    />
    <${NumberField}
      kind="stacked"
      label="Truncate after"
      title=${`Maximum number of steps of backpropagation through time, 0 for all; ${RESTARTS}`}
      value=${cut}
      text=${cut === 0 ? 'never' : String(cut)}
      step=${1}
      ...${RANGES.cut}
      onCommit=${(/** @type {number} */ value) => lab.choose({ cut: Math.round(value) })}
    />
    <${Switch}
      label="Clip gradients"
      title=${`Scale gradients longer than 1 down to length 1; ${RESTARTS}`}
      on=${clip}
      onSwitch=${(/** @type {boolean} */ on) => lab.choose({ clip: on })}
    />
    <p class="lab-task">${description}</p>
  </div>`;
}
