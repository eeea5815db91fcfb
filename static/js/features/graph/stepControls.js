/**
 * Controls of the steps: first, previous, play, next, last, and a slider over all of them.
 *
 * @import {ExpressionGraph} from './expression/expressionGraph.js'
 */

import { html } from 'htm/preact';
import { Pause, Play, SkipBack, SkipForward, StepBack, StepForward } from 'lucide';

import { Button } from '../../controls/button.js';
import { Select } from '../../controls/select.js';
import { Slider } from '../../controls/slider.js';
import { passStateAt } from './expression/passState.js';

const PHASES = { start: 'the inputs', forward: 'forward', seed: 'the output', backward: 'backward' };

/** @param {{expression: ExpressionGraph}} props */
export function StepControls({ expression }) {
  const { graph, output, playing } = expression.state.value;
  if (!graph) return html`<div class="step-controls"></div>`;
  const { step, steps } = expression;
  const { phase } = passStateAt(graph, output, step);
  const [atStart, atEnd] = [step === 0, step === steps];
  return html`<div class="step-controls" role="group" aria-label="Steps">
    <${Button} icon=${SkipBack} title="Back to the inputs (Home)" disabled=${atStart}
      onPress=${() => expression.goTo(0)} />
    <${Button} icon=${StepBack} title="Previous step (←)" disabled=${atStart} onPress=${() => expression.stepBy(-1)} />
    <${Button} icon=${playing ? Pause : Play} kind="primary round" title=${playing ? 'Pause (space)' : 'Play (space)'}
      onPress=${() => expression.togglePlaying()} />
    <${Button} icon=${StepForward} title="Next step (→)" disabled=${atEnd} onPress=${() => expression.stepBy(1)} />
    <${Button} icon=${SkipForward} title="To the last step (End)" disabled=${atEnd}
      onPress=${() => expression.goTo(steps)} />
    <${Slider} label="Step" title="Forward through the values, then back through the derivatives" value=${step}
      min=${0} max=${steps} step=${1} text=${`${step} of ${steps}, ${PHASES[phase]}`}
      onSlide=${(/** @type {number} */ next) => expression.goTo(next)} />
    ${
      graph.reverse.length > 1 &&
      html`<${Select} label="Output" title="Output to differentiate" value=${output}
        options=${graph.reverse.map(({ name, output: node }, value) => ({ value, label: name ?? `v${node + 1}` }))}
        onChoose=${(/** @type {string} */ chosen) => expression.chooseOutput(Number(chosen))} />`
    }
  </div>`;
}
