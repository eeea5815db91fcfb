/**
 * Steps through the graph: first, previous, play, next, last, and a slider over all of them.
 *
 * @import {ExpressionPlace} from './expression/expressionGraph.js'
 */

import { html } from 'htm/preact';
import { Pause, Play, SkipBack, SkipForward, StepBack, StepForward } from 'lucide';

import { Button } from '../../controls/button.js';
import { Select } from '../../controls/select.js';
import { Slider } from '../../controls/slider.js';
import { momentAt } from './expression/passState.js';

const PHASES = { start: 'the inputs', forward: 'forward', seed: 'the output', backward: 'backward' };

/** @param {{place: ExpressionPlace}} props */
export function Walk({ place }) {
  const { graph, output, playing } = place.state.value;
  if (!graph) return html`<div class="walk"></div>`;
  const { step, steps } = place;
  const { phase } = momentAt(graph, output, step);
  const [atStart, atEnd] = [step === 0, step === steps];
  return html`<div class="walk" role="group" aria-label="Steps">
    <${Button} icon=${SkipBack} title="Back to the inputs (Home)" disabled=${atStart} onPress=${() => place.goTo(0)} />
    <${Button} icon=${StepBack} title="The step before (←)" disabled=${atStart} onPress=${() => place.stepBy(-1)} />
    <${Button} icon=${playing ? Pause : Play} kind="primary round" title=${playing ? 'Stop here (space)' : 'Step by step, by itself (space)'}
      onPress=${() => place.togglePlaying()} />
    <${Button} icon=${StepForward} title="The next step (→)" disabled=${atEnd} onPress=${() => place.stepBy(1)} />
    <${Button} icon=${SkipForward} title="On to the last step (End)" disabled=${atEnd} onPress=${() => place.goTo(steps)} />
    <${Slider} label="Step" title="Forward through the values, then back through the derivatives" value=${step}
      min=${0} max=${steps} step=${1} text=${`${step} of ${steps}, ${PHASES[phase]}`}
      onSlide=${(/** @type {number} */ next) => place.goTo(next)} />
    ${
      graph.reverse.length > 1 &&
      html`<${Select} label="Output" title="Which output is differentiated" value=${output}
        options=${graph.reverse.map(({ name, output: node }, value) => ({ value, label: name ?? `v${node + 1}` }))}
        onChoose=${(/** @type {string} */ chosen) => place.chooseOutput(Number(chosen))} />`
    }
  </div>`;
}
