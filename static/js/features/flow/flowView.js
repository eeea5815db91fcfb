/**
 * The gradient-flow view: gradients and activations of every layer, a diagnosis and its remedies; or the depth lab,
 * which compares stacks of layers.
 *
 * @import {App} from '../../core/app.js'
 */

import { html } from 'htm/preact';
import { useEffect, useState } from 'preact/hooks';

import { Choice } from '../../controls/choice.js';
import { reportUnknownChoices } from '../../core/address/unknownChoices.js';
import { CurrentRun } from './currentRun.js';
import { DEPTH, STACKS, WEIGHTS, WIDTHS } from './depthLab.js';
import { DepthLab } from './depthLabPanel.js';
import { REMEDIES } from './remedies.js';

/** @typedef {'run' | 'depth'} Subject */

/** @type {{value: Subject, label: string, title: string}[]} */
const SUBJECTS = [
  { value: 'run', label: 'This run', title: 'The current run, with copies to try remedies on' },
  { value: 'depth', label: 'Depth lab', title: 'Compare stacks of layers: plain, residual, normalized' },
];

/** What the address can name. */
const EXPECTED = {
  lab: SUBJECTS.map(({ value }) => value),
  copies: Object.keys(REMEDIES),
  depth: DEPTH,
  width: WIDTHS.map(String),
  stacks: Object.keys(STACKS),
  weights: Object.keys(WEIGHTS),
};

/** @param {{app: App}} props */
export function Flow({ app }) {
  const [subject, setSubject] = useState(/** @type {Subject} */ (app.choices.read().lab === 'depth' ? 'depth' : 'run'));
  useEffect(() => reportUnknownChoices(app, EXPECTED), []);
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
