/**
 * The microscope: one sample's way through the network and back, step by step, with all numbers, in the run that is
 * training.
 *
 * @import {App} from '../../core/app.js'
 * @import {State} from '../../core/model.js'
 * @import {FrameView} from '../../protocol/model.js'
 */

import { html } from 'htm/preact';
import { useEffect, useState } from 'preact/hooks';

import { usePart } from '../../core/hooks.js';
import { Microscope } from './microscope.js';
import { Diagram } from './diagram/diagram.js';
import { Panel } from './explanationPanel.js';
import { SamplePanel } from './samplePanel.js';
import { Stepper } from './stepBar.js';
import { Waiting } from '../shared/waiting.js';

const OUTPUT_MAP = 96;

/** What the frames are to hold: the map that a sample is picked on. @param {State} _ @returns {FrameView} */
export const view = (_) => ({ resolution: OUTPUT_MAP, neuron_resolution: 0, neurons_per_layer: 0, confusion: false });

/** @param {{app: App}} props */
export function MicroscopeView({ app }) {
  const [scope] = useState(() => new Microscope(app));
  useEffect(() => scope.follow(), []);
  useEffect(() => listen(scope), []);
  const seen = scope.seen.value;
  const playing = usePart(app.store, (state) => state.playing);
  useEffect(() => {
    if (playing) scope.stop();
  }, [playing]);
  return html`
    <${Stepper} ...${{ app, scope }} />
    <section class="sample-panel" aria-labelledby="sample-title"><${SamplePanel} ...${{ app, scope }} /></section>
    <section class="diagram-panel" aria-label="Network">
      ${seen ? html`<${Diagram} ...${{ app, scope, seen }} />` : html`<${NotYet} ...${{ app, scope }} />`}
    </section>
    <section class="formula-panel" aria-label="What is computed" tabindex="0">
      ${seen && html`<${Panel} ...${{ app, scope, seen }} />`}
    </section>
  `;
}

/** @param {{app: App, scope: Microscope}} props */
function NotYet({ app, scope }) {
  const problem = scope.problem.value;
  if (problem === null) return html`<${Waiting} store=${app.store} />`;
  return html`<div class="waiting"><h2>This sample cannot be followed</h2><p>${problem}</p></div>`;
}

/** Arrow keys step, where no control has a use for them. @param {Microscope} scope */
function listen(scope) {
  /** @param {KeyboardEvent} event */
  const press = (event) => {
    const { target, key, ctrlKey, metaKey, altKey } = event;
    const isTaken =
      target instanceof Element && target.closest('input, select, textarea, dialog, [popover], [role="application"]');
    const go = KEYS[key];
    if (!go || isTaken || ctrlKey || metaKey || altKey) return;
    event.preventDefault();
    go(scope);
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
