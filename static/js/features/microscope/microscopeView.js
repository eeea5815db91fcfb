/**
 * The microscope: the pass of one sample through the network and back, step by step, with all numbers of the run.
 *
 * @import {App} from '../../core/app.js'
 * @import {State} from '../../core/model.js'
 * @import {FrameView} from '../../protocol/model.js'
 */

import { html } from 'htm/preact';
import { useEffect, useState } from 'preact/hooks';

import { usePart } from '../../core/hooks.js';
import { Waiting } from '../shared/waiting.js';
import { Diagram } from './diagram/diagram.js';
import { ExplanationPanel } from './explanationPanel.js';
import { Microscope } from './microscope.js';
import { SamplePanel } from './samplePanel.js';
import { StepBar } from './stepBar.js';

const OUTPUT_MAP = 96; // pixels per side

/**
 * Contents of the frames: the output map, on which a sample is picked.
 *
 * @param {State} _
 * @returns {FrameView}
 */
export const view = (_) => ({ resolution: OUTPUT_MAP, neuron_resolution: 0, neurons_per_layer: 0, confusion: false });

/** @param {{app: App}} props */
export function MicroscopeView({ app }) {
  const [scope] = useState(() => new Microscope(app));
  useEffect(() => scope.follow(), []);
  useEffect(() => listenToKeys(scope), []);
  const snapshot = scope.snapshot.value;
  const playing = usePart(app.store, (state) => state.playing);
  useEffect(() => {
    if (playing) scope.stop();
  }, [playing]);
  return html`
    <${StepBar} ...${{ app, scope }} />
    <section class="sample-panel" aria-labelledby="sample-title"><${SamplePanel} ...${{ app, scope }} /></section>
    <section class="diagram-panel" aria-label="Network">
      ${snapshot ? html`<${Diagram} ...${{ app, scope, snapshot }} />` : html`<${NoTrace} ...${{ app, scope }} />`}
    </section>
    <section class="formula-panel" aria-label="Explanation" tabindex="0">
      ${snapshot && html`<${ExplanationPanel} ...${{ app, scope, snapshot }} />`}
    </section>
  `;
}

/** @param {{app: App, scope: Microscope}} props */
function NoTrace({ app, scope }) {
  const problem = scope.problem.value;
  if (problem === null) return html`<${Waiting} store=${app.store} />`;
  return html`<div class="waiting"><h2>This sample cannot be traced</h2><p>${problem}</p></div>`;
}

/**
 * Step with the arrow keys, unless a control uses them.
 *
 * @param {Microscope} scope
 */
function listenToKeys(scope) {
  /** @param {KeyboardEvent} event */
  const press = (event) => {
    const { target, key, ctrlKey, metaKey, altKey } = event;
    const isUsed =
      target instanceof Element && target.closest('input, select, textarea, dialog, [popover], [role="application"]');
    const action = KEYS[key];
    if (!action || isUsed || ctrlKey || metaKey || altKey) return;
    event.preventDefault();
    action(scope);
  };
  addEventListener('keydown', press);
  return () => removeEventListener('keydown', press);
}

/** @type {Record<string, (scope: Microscope) => void>} */
const KEYS = {
  ArrowRight: (scope) => scope.move(1),
  ArrowLeft: (scope) => scope.move(-1),
  Home: (scope) => scope.move(-Infinity),
  End: (scope) => scope.move(Infinity),
};
