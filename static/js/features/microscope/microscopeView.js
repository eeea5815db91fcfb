/**
 * The microscope: the pass of one sample through the network and back, step by step, with all numbers of the run.
 *
 * @import {App} from '../../core/app.js'
 * @import {Needs} from '../../core/session/needs.js'
 * @import {Shortcut} from '../../core/shortcuts/shortcuts.js'
 */

import { html } from 'htm/preact';
import { useEffect, useLayoutEffect, useState } from 'preact/hooks';

import { useSelector } from '../../core/hooks.js';
import { Waiting } from '../shared/waiting.js';
import { Diagram } from './diagram/diagram.js';
import { ExplanationPanel } from './explanationPanel.js';
import { Microscope } from './microscope.js';
import { SamplePanel } from './samplePanel.js';
import { StepBar } from './stepBar.js';

const OUTPUT_MAP = 96; // pixels per side

/** The output map and its points, where a sample is picked. @type {Needs} */
export const NEEDS = {
  frame: () => ({ resolution: OUTPUT_MAP, neuron_resolution: 0, neurons_per_layer: 0, confusion: false }),
  samples: true,
};

/** @param {{app: App}} props */
export function MicroscopeView({ app }) {
  const [scope] = useState(() => new Microscope(app));
  useEffect(() => scope.follow(), []);
  useLayoutEffect(() => app.shortcuts.add('Microscope', passShortcuts(scope)), []);
  const snapshot = scope.snapshot.value;
  const playing = useSelector(app.store, (state) => state.playing);
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
 * The arrow keys step through the pass, in place of the training.
 *
 * @param {Microscope} scope
 * @returns {Shortcut[]}
 */
const passShortcuts = (scope) => [
  { keys: ['ArrowRight'], label: 'Next step of the pass', act: () => scope.move(1), repeats: true },
  { keys: ['ArrowLeft'], label: 'Previous step of the pass', act: () => scope.move(-1), repeats: true },
  { keys: ['Home'], label: 'To the input', act: () => scope.move(-Infinity) },
  { keys: ['End'], label: 'To the update', act: () => scope.move(Infinity) },
];
