/**
 * Heads of the columns: the name of a layer and its steps as buttons, forward in the upper row (read from left to
 * right),
 * backward in the lower row (read from right to left).
 *
 * @import {Placement} from '../../../draw/layout.js'
 * @import {Microscope} from '../microscope.js'
 * @import {Snapshot} from '../../../core/trace/types.js'
 * @import {Step} from '../types.js'
 */

import { useComputed } from '@preact/signals';
import { html } from 'htm/preact';
import { useMemo } from 'preact/hooks';

import { layerTitle } from '../../../core/selectors.js';
import { stepsOfLayer } from '../steps.js';

/** @param {{scope: Microscope, snapshot: Snapshot, columns: Placement['columns']}} props */
export function LayerHeads({ scope, snapshot, columns }) {
  const steps = scope.steps.value;
  const keys = steps.map(({ key }) => key).join();
  return useMemo(() => headsOf(scope, snapshot, columns, steps), [columns, keys]);
}

/**
 * @param {Microscope} scope
 * @param {Snapshot} snapshot
 * @param {Placement['columns']} columns
 * @param {Step[]} steps
 */
function headsOf(scope, { session, catalog }, columns, steps) {
  const ofPhase = (/** @type {string} */ phase) => steps.filter((step) => step.phase === phase);
  const loss = steps.find(({ phase }) => phase === 'loss');
  const isOfLoss = (/** @type {Step} */ { op, quantity }) => op === loss?.op && quantity !== 'output';
  return html`
    <p class="direction forward" aria-hidden="true">forward →</p>
    <p class="direction backward" aria-hidden="true">← backward</p>
    <${LayerHead} title=${session.spec.features === null ? 'Inputs' : 'Features'} x=${columns[0].x} scope=${scope}
      forward=${ofPhase('input')} backward=${ofPhase('update')} />
    ${session.layers.map((_, layer) => {
      const forward = stepsOfLayer(steps, layer, 'forward');
      const backward = stepsOfLayer(steps, layer, 'backward').filter((step) => !isOfLoss(step));
      return html`<${LayerHead} key=${layer} title=${layerTitle({ session, catalog }, layer)} x=${columns[layer + 1].x}
        ...${{ scope, forward }} backward=${backward.toReversed()} />`;
    })}
    <${LayerHead} title="Loss" x=${columns[columns.length - 1].x} scope=${scope}
      forward=${ofPhase('loss')} backward=${ofPhase('backward').filter(isOfLoss)} />
  `;
}

/**
 * @param {object} props
 * @param {string} props.title
 * @param {number} props.x
 * @param {Microscope} props.scope
 * @param {Step[]} props.forward
 * @param {Step[]} props.backward from left to right
 */
function LayerHead({ title, x, scope, forward, backward }) {
  const buttons = (/** @type {Step[]} */ steps) =>
    distinct(steps).map((step) => html`<${StepButton} key=${step.key} ...${{ scope, step }} />`);
  return html`<div class="layer-head" style=${{ left: `${x}px` }}>
    <h2 title=${title}>${title}</h2>
    <div class="step-buttons forward">${buttons(forward)}</div>
    <div class="step-buttons backward">${buttons(backward)}</div>
  </div>`;
}

/**
 * The first step of every symbol; the others are reached by stepping.
 *
 * @param {Step[]} steps
 */
const distinct = (steps) =>
  steps.filter((step, index) => steps.findIndex(({ symbol }) => symbol === step.symbol) === index);

/** @param {{scope: Microscope, step: Step}} props */
function StepButton({ scope, step }) {
  const isCurrent = useComputed(() => {
    const current = scope.step.value;
    return (
      current !== null && current.layer === step.layer && current.phase === step.phase && current.symbol === step.symbol
    );
  }).value;
  return html`<button type="button" class="step-button" title=${step.title}
    aria-label=${`${step.title}, ${step.symbol}`} aria-current=${isCurrent ? 'step' : undefined}
    onClick=${() => scope.goTo(step.key)}>${step.symbol}</button>`;
}
