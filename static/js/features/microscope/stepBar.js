/**
 * The bar that leads through the pass: first, previous, play slowly, next, last, any step at all, any layer.
 *
 * @import {App} from '../../core/app.js'
 * @import {Microscope} from './microscope.js'
 */

import { html } from 'htm/preact';
import { Pause, Play, SkipBack, SkipForward, StepBack, StepForward } from 'lucide';

import { Button } from '../../controls/button.js';
import { Choice } from '../../controls/choice.js';
import { Select } from '../../controls/select.js';
import { usePart } from '../../core/hooks.js';
import { stepsOfLayer } from './steps.js';
import { isLive, layerTitle } from '../../core/selectors.js';

/** @type {Record<string, string>} */
const PHASES = { input: 'Input', forward: 'Forward', loss: 'Loss', backward: 'Backward', update: 'Update' };

/** @type {{value: 'sample' | 'batch', label: string, title: string}[]} */
const OF = [
  { value: 'sample', label: 'sample', title: 'Gradients and update as if this sample alone were the next batch' },
  {
    value: 'batch',
    label: 'batch',
    title: 'Gradients and update of the batch that the next step takes, as it will take it',
  },
];

/** @param {{app: App, scope: Microscope}} props */
export function Stepper({ app: { store }, scope }) {
  const live = usePart(store, isLive);
  const steps = scope.steps.value;
  const index = scope.index.value;
  const step = scope.step.value;
  const [first, last] = [index <= 0, index >= steps.length - 1];
  const disabled = !live || steps.length === 0;
  const slow = scope.isPlaying.value;
  const title = step ? step.title : 'The pass of one sample';
  return html`<div class="stepper-bar" role="group" aria-label="Steps of the pass">
    <div class="stepper-buttons">
      <${Button} icon=${SkipBack} kind="end" title="To the input" disabled=${disabled || first} onPress=${() => scope.move(-Infinity)} />
      <${Button} icon=${StepBack} title="The step before (left arrow)" disabled=${disabled || first} onPress=${() => scope.move(-1)} />
      <${Button} icon=${slow ? Pause : Play} kind="outlined" title=${slow ? 'Stop here' : 'Play the steps slowly'} disabled=${disabled}
        onPress=${() => scope.togglePlaying()} />
      <${Button} icon=${StepForward} title="The next step (right arrow)" disabled=${disabled || last} onPress=${() => scope.move(1)} />
      <${Button} icon=${SkipForward} kind="end" title="To the update" disabled=${disabled || last} onPress=${() => scope.move(Infinity)} />
    </div>
    <div class=${`step-now ${step?.phase ?? ''}`}>
      <p class="step-title" role="status"><span class="phase">${step ? PHASES[step.phase] : ''}</span><span class="step-name">${step ? title.replace(`${PHASES[step.phase]}: `, '') : title}</span>
        <span class="step-count">${steps.length > 0 ? `${index + 1} / ${steps.length}` : ''}</span></p>
      <input type="range" class="step-slider" aria-label="Step" min="0" max=${Math.max(1, steps.length - 1)} value=${index} disabled=${disabled}
        aria-valuetext=${title} style=${{ '--filled': String(index / Math.max(1, steps.length - 1)) }}
        onInput=${(/** @type {any} */ event) => scope.move(Number(event.currentTarget.value) - scope.index.peek())} />
    </div>
    <${Jump} scope=${scope} />
    <div class="field of-whom">
      <span class="field-label">Gradients of</span>
      <${Choice} name="of" label="Gradients of" title="Whose gradients and update are told" value=${scope.of.value} options=${OF} disabled=${!live}
        onChoose=${(/** @type {'sample' | 'batch'} */ of) => scope.setOf(of)} />
    </div>
  </div>`;
}

/** Jumps to a layer, on the way that one is on. @param {{scope: Microscope}} props */
function Jump({ scope }) {
  const seen = scope.seen.value;
  const step = scope.step.value;
  const steps = scope.steps.value;
  if (!seen || !step) return null;
  const isUpdate = step.phase === 'update';
  const way = step.phase === 'backward' || isUpdate ? 'backward' : 'forward';
  const layers = seen.session.layers.map((_, index) => ({ value: index, label: layerTitle(seen, index) }));
  const options = [
    { value: -1, label: 'Input' },
    ...layers.filter(({ value }) => stepsOfLayer(steps, value, way).length > 0),
    { value: layers.length, label: 'Loss' },
  ];
  /** @param {string} chosen */
  const jump = (chosen) => {
    const layer = Number(chosen);
    if (isUpdate && layer >= 0 && layer < layers.length)
      return scope.see({ layer, unit: 0, from: 0, block: 'weights', gate: 0 });
    const to = layer < 0 ? 'input' : layer === layers.length ? 'loss' : stepsOfLayer(steps, layer, way)[0].key;
    scope.goTo(to);
  };
  const value = step.phase === 'loss' ? layers.length : isUpdate ? scope.place.value.layer : step.layer;
  return html`<${Select} kind="jump" label="Layer" title="Jump to a layer, forward or backward as the pass is now" ...${{ value, options }} onChoose=${jump} />`;
}
