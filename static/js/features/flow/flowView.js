/**
 * The gradient-flow view: gradients and activations of every layer, a diagnosis and its remedies; or the depth lab,
 * which compares stacks of layers.
 *
 * @import {App} from '../../core/app.js'
 */

import { html } from 'htm/preact';
import { useState } from 'preact/hooks';

import { Choice } from '../../controls/choice.js';
import { CurrentRun } from './currentRun.js';
import { DepthLab } from './depthLabPanel.js';

/** @typedef {'run' | 'depth'} Subject */

/** @type {{value: Subject, label: string, title: string}[]} */
const SUBJECTS = [
  { value: 'run', label: 'This run', title: 'The current run, with copies to try remedies on' },
  { value: 'depth', label: 'Depth lab', title: 'Compare stacks of layers: plain, residual, normalized' },
];

/** @param {{app: App}} props */
export function Flow({ app }) {
  const [subject, setSubject] = useState(/** @type {Subject} */ (app.choices.read().lab === 'depth' ? 'depth' : 'run'));
  const choose = (/** @type {Subject} */ value) => {
    app.choices.keep({ lab: value === 'depth' ? value : null });
    setSubject(value);
  };
  const choice = html`<${Choice} name="subject" label="Subject" title="Show this run or the depth lab"
    value=${subject} options=${SUBJECTS} onChoose=${choose} />`;
  return subject === 'run'
    ? html`<${CurrentRun} app=${app}>${choice}</${CurrentRun}>`
    : html`<${DepthLab} app=${app}>${choice}</${DepthLab}>`;
}
