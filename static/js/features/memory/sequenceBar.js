/**
 * Choice of the sequence and of its time step, and the legend of the strips.
 *
 * @import {App} from '../../core/app.js'
 * @import {Ramp} from '../../draw/palette.js'
 * @import {MemoryLab} from './memoryLab.js'
 */

import { html } from 'htm/preact';
import { ChevronLeft, ChevronRight } from 'lucide';

import { Button } from '../../controls/button.js';
import { Slider } from '../../controls/slider.js';
import { sharpContext } from '../../draw/canvas.js';
import { formatCount } from '../../draw/format.js';
import { paletteOf } from '../../draw/palette.js';
import { drawRamp } from '../../draw/strips.js';
import { useDrawing } from '../../core/hooks.js';

const RAMP = { width: 72, height: 10 };

/** @param {{app: App, lab: MemoryLab}} props */
export function SequenceBar({ app, lab }) {
  const { sample } = lab.settings.value;
  const first = lab.runs.value[0];
  const shape = first?.member.store.select(({ session }) => session?.data).value;
  const [trained, count] = shape ? [shape.train_size, shape.train_size + shape.test_size] : [0, 0];
  const steps = first?.inspection.value.answer?.inputs.length ?? 0;
  const at = stepOf(lab, steps);
  const split = sample < trained ? 'training data' : 'test data';
  return html`<div class="lab-pointer">
    <h2 id="inside-title">Inside, step by step</h2>
    <div class="lab-sequence" role="group" aria-label="Sequence">
      <${Button} icon=${ChevronLeft} title="Previous sequence" disabled=${sample === 0}
        onPress=${() => lab.choose({ sample: sample - 1 })} />
      <p>Sequence <span data-figure="sample">${formatCount(sample + 1)}</span> of ${formatCount(count)}, ${split}</p>
      <${Button} icon=${ChevronRight} title="Next sequence" disabled=${sample + 1 >= count}
        onPress=${() => lab.choose({ sample: sample + 1 })} />
    </div>
    ${
      steps > 1 &&
      html`<${Slider}
      label="Step"
      title="Time step whose numbers are shown below. You can also click a strip."
      value=${at + 1}
      min=${1}
      max=${steps}
      step=${1}
      text=${`${at + 1} of ${steps}`}
      onSlide=${(/** @type {number} */ value) => lab.choose({ at: value === steps ? null : value - 1 })}
    />`
    }
    <p class="lab-legend"><span>−1</span><${RampBar} app=${app} ramp="values"
      from=${-1} /><span>+1 or the largest: states and gates</span></p>
    <p class="lab-legend"><span>10⁻⁸</span><${RampBar} app=${app} ramp="gradients"
      from=${0} /><span>× the largest: gradients</span></p>
  </div>`;
}

/** @param {{app: App, ramp: 'values' | 'gradients', from: number}} props */
function RampBar({ app, ramp, from }) {
  const canvas = useDrawing(
    app,
    ({ look }) => [paletteOf(look.theme)],
    (/** @type {HTMLCanvasElement} */ element, palette) => {
      const whole = palette[ramp];
      /** @type {Ramp} */
      const shown = from < 0 ? whole : { ...whole, css: whole.css.slice(Math.floor(whole.css.length / 2)) };
      drawRamp(sharpContext(element, RAMP.width, RAMP.height), { ramp: shown, ...RAMP });
    },
    [ramp, from],
  );
  return html`<canvas ref=${canvas} class="lab-ramp" width=${RAMP.width} height=${RAMP.height}
    aria-hidden="true"></canvas>`;
}

/**
 * The selected time step.
 *
 * @param {MemoryLab} lab
 * @param {number} steps of the sequence
 */
export const stepOf = (lab, steps) => Math.min(lab.settings.value.at ?? steps - 1, steps - 1);
