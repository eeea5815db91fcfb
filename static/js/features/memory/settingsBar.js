/**
 * What is run: the task, the cells, and their settings. Each begins all runs anew from the same seed.
 *
 * @import {App} from '../../core/app.js'
 * @import {Lab} from './memoryLab.js'
 */

import { html } from 'htm/preact';

import { Button } from '../../controls/button.js';
import { NumberField } from '../../controls/numberField.js';
import { Select } from '../../controls/select.js';
import { Slider } from '../../controls/slider.js';
import { Switch } from '../../controls/switch.js';
import { formatSetting } from '../../draw/format.js';
import { RANGES, toggleCell } from './settings.js';
import { CELLS, TASKS } from './tasks.js';
import { CellMark } from './cellMark.js';

const AGAIN = 'begins all runs anew';

/** @param {{lab: Lab, app: App}} props */
export function Controls({ lab, app }) {
  const { task, length, units, rate, clip, cut, cells } = lab.choices.value;
  const { lengthWord, range, word } = TASKS[task];
  return html`<div class="lab-controls" role="group" aria-label="What is run">
    <${Select}
      label="Task"
      title=${`What is to be learnt; ${AGAIN}`}
      value=${task}
      options=${Object.entries(TASKS).map(([value, { label }]) => ({ value, label }))}
      onChoose=${(/** @type {string} */ value) => lab.chooseTask(value)}
    />
    <fieldset class="lab-toggles">
      <legend class="field-label">Cells</legend>
      ${Object.entries(CELLS).map(
        ([name, cell]) => html`<${Button} key=${name} kind="cell-toggle" title=${`${cell.name}; ${AGAIN}`}
          pressed=${cells.includes(name)} onPress=${() => lab.choose({ cells: toggleCell(cells, name) })}>
          <${CellMark} app=${app} name=${name} />${cell.label}</${Button}>`,
      )}
    </fieldset>
    <${Slider}
      label=${lengthWord}
      title=${`How long the sequences are; ${AGAIN}`}
      value=${length}
      min=${range.low}
      max=${range.high}
      step=${1}
      text=${String(length)}
      onSlide=${(/** @type {number} */ value) => lab.choose({ length: value })}
    />
    <${Slider}
      label="Hidden units"
      title=${`How wide every cell is; ${AGAIN}`}
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
      title=${`Of Adam; ${AGAIN}`}
      value=${rate}
      text=${formatSetting(rate)}
      step=${0.001}
      ...${RANGES.rate}
      onCommit=${(/** @type {number} */ value) => lab.choose({ rate: value })}
    />
    <${NumberField}
      kind="stacked"
      label="Truncate after"
      title=${`Steps that the gradient goes back at the most, counted from the last; 0 for all of them; ${AGAIN}`}
      value=${cut}
      text=${cut === 0 ? 'never' : String(cut)}
      step=${1}
      ...${RANGES.cut}
      onCommit=${(/** @type {number} */ value) => lab.choose({ cut: Math.round(value) })}
    />
    <${Switch}
      label="Clip gradients"
      title=${`Gradients longer than 1 are shortened to 1, so that none can explode; ${AGAIN}`}
      on=${clip}
      onSwitch=${(/** @type {boolean} */ on) => lab.choose({ clip: on })}
    />
    <p class="lab-word">${word}</p>
  </div>`;
}
