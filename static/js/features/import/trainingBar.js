/**
 * The training options of a table and the button that starts training, with the reason if it cannot.
 *
 * @import {Plan, Training} from './table/table.js'
 */

import { html } from 'htm/preact';
import { Play } from 'lucide';

import { Button } from '../../controls/button.js';
import { Slider } from '../../controls/slider.js';
import { Switch } from '../../controls/switch.js';
import { formatShare } from '../../draw/format.js';

const SHARE = { min: 0.1, max: 1, step: 0.05 };

/**
 * @param {object} props
 * @param {Training} props.training
 * @param {(patch: Partial<Training>) => void} props.onTraining
 * @param {Plan | null} props.plan null while there is no table
 * @param {string} props.obstacle what stands in the way; empty when nothing does
 * @param {(isScaled: boolean) => void} props.onScaleTarget
 * @param {() => void} props.onTrain
 */
export function TrainingBar({ training, onTraining, plan, obstacle, onScaleTarget, onTrain }) {
  return html`<footer class="training-bar">
    ${plan && html`<${Settings} ...${{ training, onTraining, onScaleTarget }} goal=${plan.goal} />`}
    <div class="go">
      <p class="obstacle" role="status">${obstacle}</p>
      <${Button}
        kind="primary"
        icon=${Play}
        title="Start a new run on these rows, from new weights"
        disabled=${obstacle !== ''}
        onPress=${onTrain}
      >Train on this data</${Button}>
    </div>
  </footer>`;
}

/**
 * @param {object} props
 * @param {Training} props.training
 * @param {(patch: Partial<Training>) => void} props.onTraining
 * @param {Plan['goal']} props.goal
 * @param {(isScaled: boolean) => void} props.onScaleTarget
 */
function Settings({ training: { trainShare, scaleInputs }, onTraining, goal, onScaleTarget }) {
  return html`
    <${Slider}
      ...${SHARE}
      label="Training share"
      title="The rest is for testing; the network never learns from it"
      value=${trainShare}
      text=${formatShare(trainShare)}
      onSlide=${(/** @type {number} */ value) => onTraining({ trainShare: value })}
    />
    <div class="scaling">
      <${Switch}
        label="Scale inputs"
        title="Scale every input to mean 0 and standard deviation 1, so that large numbers do not dominate"
        on=${scaleInputs}
        onSwitch=${(/** @type {boolean} */ on) => onTraining({ scaleInputs: on })}
      />
      ${
        goal?.is === 'values' &&
        html`<${Switch}
          label="Scale target"
          title="Scale the target to [−1, 1]; large targets make training diverge"
          on=${goal.isScaled}
          onSwitch=${onScaleTarget}
        />`
      }
    </div>
  `;
}
