/**
 * Which sequence is shown, and which of its steps is pointed at.
 *
 * @import {Lab} from '../../state/memoryLab.js'
 */

import { html } from 'htm/preact';
import { ChevronLeft, ChevronRight } from 'lucide';

import { Button } from '../../controls/button.js';
import { Slider } from '../../controls/slider.js';
import { formatCount } from '../../draw/format.js';

/** @param {{lab: Lab}} props */
export function Pointer({ lab }) {
  const { sample } = lab.choices.value;
  const first = lab.seen.value[0];
  const sizes = first?.member.store.select(({ data }) => data && [data.train_size, data.train_size + data.test_size]).value;
  const [trained, count] = sizes ?? [0, 0];
  const steps = first?.look.value.answer?.inputs.length ?? 0;
  const at = stepOf(lab, steps);
  const part = sample < trained ? 'trained on' : 'not trained on';
  return html`<div class="lab-pointer">
    <h2 id="inside-title">Inside, step by step</h2>
    <div class="lab-sequence" role="group" aria-label="Sequence">
      <${Button} icon=${ChevronLeft} title="The sequence before" disabled=${sample === 0} onPress=${() => lab.choose({ sample: sample - 1 })} />
      <p>Sequence <span data-figure="sample">${formatCount(sample + 1)}</span> of ${formatCount(count)}, ${part}</p>
      <${Button} icon=${ChevronRight} title="The next sequence" disabled=${sample + 1 >= count} onPress=${() => lab.choose({ sample: sample + 1 })} />
    </div>
    ${
      steps > 1 &&
      html`<${Slider}
      label="Step"
      title="The step whose numbers are given below; also by a press on a strip"
      value=${at + 1}
      min=${1}
      max=${steps}
      step=${1}
      text=${`${at + 1} of ${steps}`}
      onSlide=${(/** @type {number} */ value) => lab.choose({ at: value === steps ? null : value - 1 })}
    />`
    }
  </div>`;
}

/** The step that is pointed at, of so many. @param {Lab} lab @param {number} steps */
export const stepOf = (lab, steps) => Math.min(lab.choices.value.at ?? steps - 1, steps - 1);
