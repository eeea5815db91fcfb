/**
 * Gradient flow: how much of the loss's gradient reaches each layer, what becomes of the signal on its way, what the
 * numbers mean, and what helps; or stacks of layers of one's choice side by side.
 *
 * @import {App} from '../../core/app.js'
 */

import { html } from 'htm/preact';
import { useState } from 'preact/hooks';

import { Choice } from '../../controls/choice.js';
import { keepChoices, readChoices } from '../../core/address/choices.js';
import { DepthLab } from './depthLabPanel.js';
import { ThisRun } from './thisRun.js';

/** @typedef {'run' | 'depth'} Subject */

/** @type {{value: Subject, label: string, title: string}[]} */
const SUBJECTS = [
  { value: 'run', label: 'This run', title: 'The run of the playground, and copies of it with a remedy' },
  { value: 'depth', label: 'Depth lab', title: 'Stacks of layers side by side: plain, residual, normalised' },
];

/** @param {{app: App}} props */
export function Flow({ app }) {
  const [subject, setSubject] = useState(/** @type {Subject} */ (readChoices().lab === 'depth' ? 'depth' : 'run'));
  const choose = (/** @type {Subject} */ value) => {
    keepChoices({ lab: value === 'depth' ? value : null });
    setSubject(value);
  };
  const choice = html`<${Choice} name="subject" label="What is looked at" title="What is looked at" value=${subject} options=${SUBJECTS} onChoose=${choose} />`;
  return subject === 'run'
    ? html`<${ThisRun} app=${app}>${choice}</${ThisRun}>`
    : html`<${DepthLab} app=${app}>${choice}</${DepthLab}>`;
}
