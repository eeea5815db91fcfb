/**
 * The bar that controls the pass: first, previous, play, next and last step, any step, any layer.
 *
 * @import {App} from '../../core/app.js'
 * @import {Microscope} from './microscope.js'
 */

import { html } from 'htm/preact';
import { Pause, Play, SkipBack, SkipForward, StepBack, StepForward } from 'lucide';

import { Button } from '../../controls/button.js';
import { Choice } from '../../controls/choice.js';
import { Select } from '../../controls/select.js';
import { useSelector } from '../../core/hooks.js';
import { isLive, layerTitle } from '../../core/selectors.js';
import { stepsOfLayer } from './steps.js';

/** @type {Record<string, string>} */
const PHASES = { input: 'Input', forward: 'Forward', loss: 'Loss', backward: 'Backward', update: 'Update' };

/** @type {{value: 'sample' | 'batch', label: string, title: string}[]} */
const SOURCES = [
  { value: 'sample', label: 'sample', title: 'Gradients and update as if this sample alone were the next batch' },
  {
    value: 'batch',
    label: 'batch',
    title: 'Gradients and update of the next batch, exactly as training will make them',
  },
];

/** @param {{app: App, scope: Microscope}} props */
export function StepBar({ app: { store }, scope }) {
  const live = useSelector(store, isLive);
  const steps = scope.steps.value;
  const index = scope.index.value;
  const step = scope.step.value;
  const last = steps.length - 1;
  const disabled = !live || steps.length === 0;
  const isPlaying = scope.isPlaying.value;
  const title = step ? step.title : 'The pass of one sample';
  const name = step ? title.replace(`${PHASES[step.phase]}: `, '') : title;
  const slide = (/** @type {any} */ { currentTarget }) => scope.move(Number(currentTarget.value) - scope.index.peek());
  return html`<div class="step-bar" role="group" aria-label="Steps of the pass">
    <div class="step-bar-buttons">
      <${Button} icon=${SkipBack} kind="end" title="To the input" disabled=${disabled || index <= 0}
        onPress=${() => scope.move(-Infinity)} />
      <${Button} icon=${StepBack} title="Previous step (left arrow)" disabled=${disabled || index <= 0}
        onPress=${() => scope.move(-1)} />
      <${Button} icon=${isPlaying ? Pause : Play} kind="outlined"
        title=${isPlaying ? 'Pause slow motion' : 'Play in slow motion'}
        disabled=${disabled} onPress=${() => scope.togglePlaying()} />
      <${Button} icon=${StepForward} kind="primary" title="Next step (right arrow)"
        disabled=${disabled || index >= last} onPress=${() => scope.move(1)}><span>Next step</span></${Button}>
      <${Button} icon=${SkipForward} kind="end" title="To the update" disabled=${disabled || index >= last}
        onPress=${() => scope.move(Infinity)} />
    </div>
    <div class=${`current-step ${step?.phase ?? ''}`}>
      <p class="step-title" role="status">
        <span class="phase">${step ? PHASES[step.phase] : ''}</span><span class="step-name">${name}</span>
        <span class="step-count">${steps.length > 0 ? `${index + 1} / ${steps.length}` : ''}</span>
      </p>
      <input type="range" class="step-slider" aria-label="Step" min="0" max=${Math.max(1, last)} value=${index}
        disabled=${disabled} aria-valuetext=${title} style=${{ '--filled': String(index / Math.max(1, last)) }}
        onInput=${slide} />
    </div>
    <${LayerSelect} scope=${scope} />
    <div class="field gradient-source">
      <span class="field-label">Gradients of</span>
      <${Choice} name="of" label="Gradients of"
        title="Show the gradients and update of this sample or of the next batch"
        value=${scope.gradientSource.value} options=${SOURCES} disabled=${!live}
        onChoose=${(/** @type {'sample' | 'batch'} */ source) => scope.setGradientSource(source)} />
    </div>
  </div>`;
}

/** Jump to a layer, in the direction of the current step. @param {{scope: Microscope}} props */
function LayerSelect({ scope }) {
  const snapshot = scope.snapshot.value;
  const step = scope.step.value;
  const steps = scope.steps.value;
  if (!snapshot || !step) return null;
  const isUpdate = step.phase === 'update';
  const direction = step.phase === 'backward' || isUpdate ? 'backward' : 'forward';
  const layers = snapshot.session.layers.map((_, index) => ({ value: index, label: layerTitle(snapshot, index) }));
  const options = [
    { value: -1, label: 'Input' },
    ...layers.filter(({ value }) => stepsOfLayer(steps, value, direction).length > 0),
    { value: layers.length, label: 'Loss' },
  ];
  /** @param {string} chosen */
  const jump = (chosen) => {
    const layer = Number(chosen);
    if (isUpdate && layer >= 0 && layer < layers.length)
      return scope.select({ layer, unit: 0, from: 0, block: 'weights', gate: 0 });
    if (layer < 0) return scope.goTo('input');
    scope.goTo(layer === layers.length ? 'loss' : stepsOfLayer(steps, layer, direction)[0].key);
  };
  const value = step.phase === 'loss' ? layers.length : isUpdate ? scope.selection.value.layer : step.layer;
  return html`<${Select} kind="layer-select" label="Layer" title="Go to a layer, in the direction of the current step"
    ...${{ value, options }} onChoose=${jump} />`;
}
