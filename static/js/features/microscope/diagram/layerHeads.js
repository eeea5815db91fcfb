/**
 * What stands above the columns: a layer's name, and its steps as buttons: forward in the upper row, which is read from
 * left to right, backward in the lower one, which is read from right to left.
 *
 * @import {Placement} from '../../../draw/layout.js'
 * @import {Microscope, Seen} from '../microscope.js'
 * @import {Step} from '../types.js'
 */

import { useComputed } from '@preact/signals';
import { html } from 'htm/preact';
import { useMemo } from 'preact/hooks';

import { stepsOfLayer } from '../steps.js';
import { layerTitle } from '../../../core/selectors.js';

/** @param {{scope: Microscope, seen: Seen, columns: Placement['columns']}} props */
export function Heads({ scope, seen, columns }) {
  const steps = scope.steps.value;
  const keys = steps.map(({ key }) => key).join();
  return useMemo(() => headsOf(scope, seen, columns, steps), [columns, keys]);
}

/** @param {Microscope} scope @param {Seen} seen @param {Placement['columns']} columns @param {Step[]} steps */
function headsOf(scope, { session, catalog }, columns, steps) {
  const of = (/** @type {string} */ phase, /** @type {string} */ start) =>
    steps.filter((step) => step.phase === phase && step.key.startsWith(start));
  const last = columns.length - 1;
  const loss = steps.find(({ phase }) => phase === 'loss');
  const isOfLoss = (/** @type {Step} */ { op }) => op === loss?.op;
  return html`
    <p class="way forward" aria-hidden="true">forward →</p>
    <p class="way backward" aria-hidden="true">← backward</p>
    <${Head} title=${session.spec.features === null ? 'Inputs' : 'Features'} x=${columns[0].x} scope=${scope} forward=${of('input', '')} backward=${of('update', '')} />
    ${session.layers.map((_, layer) => {
      const backward = stepsOfLayer(steps, layer, 'backward')
        .filter((step) => !isOfLoss(step))
        .toReversed();
      return html`<${Head} key=${layer} title=${layerTitle({ session, catalog }, layer)} x=${columns[layer + 1].x} ...${{ scope, backward }} forward=${stepsOfLayer(steps, layer, 'forward')} />`;
    })}
    <${Head} title="Loss" x=${columns[last].x} scope=${scope} forward=${of('loss', '')} backward=${of('backward', 'd').filter(isOfLoss)} />
  `;
}

/** @param {{title: string, x: number, scope: Microscope, forward: Step[], backward: Step[]}} props backward: from left to right */
function Head({ title, x, scope, forward, backward }) {
  return html`<div class="step-head" style=${{ left: `${x}px` }}>
    <h2 title=${title}>${title}</h2>
    <div class="marks forward">${distinct(forward).map((step) => html`<${Mark} key=${step.key} ...${{ scope, step }} />`)}</div>
    <div class="marks backward">${distinct(backward).map((step) => html`<${Mark} key=${step.key} ...${{ scope, step }} />`)}</div>
  </div>`;
}

/** One step of each kind: of several alike, the others come by stepping on. @param {Step[]} steps */
const distinct = (steps) => steps.filter((step, index) => steps.findIndex(({ mark }) => mark === step.mark) === index);

/** @param {{scope: Microscope, step: Step}} props */
function Mark({ scope, step }) {
  const isNow = useComputed(() => {
    const now = scope.step.value;
    return now !== null && now.layer === step.layer && now.phase === step.phase && now.mark === step.mark;
  }).value;
  return html`<button type="button" class=${`mark ${step.what}`} title=${step.title} aria-label=${`${step.title}, ${step.mark}`} aria-current=${isNow ? 'step' : undefined}
    onClick=${() => scope.goTo(step.key)}>${step.mark}</button>`;
}
