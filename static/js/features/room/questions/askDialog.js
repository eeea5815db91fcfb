/**
 * Ask: a choice, a number, or the sign of a gradient.
 *
 * @import {Teacher} from '../teacher.js'
 * @import {Draft} from './draft.js'
 */

import { html } from 'htm/preact';
import { useState } from 'preact/hooks';

import { Button } from '../../../controls/button.js';
import { Choice } from '../../../controls/choice.js';
import { Dialog } from '../../../controls/dialog.js';
import { Select } from '../../../controls/select.js';
import { Stepper } from '../../../controls/stepper.js';
import { TextField } from '../../../controls/textField.js';
import { SIGNS } from './bars.js';
import { NEW_DRAFT, choicesOf, faultOf, questionOf } from './draft.js';

const MOST_POINTS = 100;
const NOTE = 'Answers can be changed until you close the question. Nobody sees the counts until you reveal them.';

/** @type {{value: Draft['kind'], label: string, title: string, example: string}[]} */
const KINDS = [
  {
    value: 'choice',
    label: 'Choice',
    title: 'Members choose one of several answers',
    example: 'What will happen to the loss?',
  },
  {
    value: 'number',
    label: 'Number',
    title: 'Members type a number',
    example: 'What is δ of the output?',
  },
  {
    value: 'sign',
    label: 'Sign of ∂L/∂w',
    title: 'Members say whether a gradient is negative, zero or positive',
    example: 'Is ∂L/∂w negative, zero or positive for the thickest connection?',
  },
];

/** @param {{teacher: Teacher, isOpen: boolean, onClose: () => void}} props */
export function AskDialog({ teacher, isOpen, onClose }) {
  return html`<${Dialog} title="Ask the class" closeTitle="Close without asking" kind="small" ...${{ isOpen, onClose }}>
    <${Form} ...${{ teacher, onClose }} />
  </${Dialog}>`;
}

/** @param {{teacher: Teacher, onClose: () => void}} props */
function Form({ teacher, onClose }) {
  const [draft, setDraft] = useState(NEW_DRAFT);
  const [isTried, setTried] = useState(false);
  const set = (/** @type {Partial<Draft>} */ part) => setDraft({ ...draft, ...part });
  const fault = faultOf(draft);
  const ask = async () => {
    setTried(true);
    if (fault === '' && (await teacher.act(() => teacher.rest.ask(questionOf(draft))))) onClose();
  };
  return html`<div class="dialog-body ask-form">
    <${Choice} name="question-kind" label="Kind of answer" title="What members answer with" value=${draft.kind}
      options=${KINDS} onChoose=${(/** @type {Draft['kind']} */ kind) => set({ kind, answer: '' })} />
    <${TextField} label="Question" title="What members read" lines=${2} most=${300} value=${draft.text}
      placeholder=${KINDS.find(({ value }) => value === draft.kind)?.example}
      onType=${(/** @type {string} */ text) => set({ text })} />
    ${
      draft.kind === 'choice' &&
      html`<${TextField} label="Answers, one on each line" title="The answers to choose from" lines=${4} most=${1000}
        value=${draft.choices} onType=${(/** @type {string} */ choices) => set({ choices, answer: '' })} />`
    }
    <div class="answer-row">
      <${RightAnswer} ...${{ draft, set }} />
      <div class="field">
        <div class="field-head"><span class="field-label">Points</span></div>
        <${Stepper} text=${String(draft.points)} less="One point less" more="One point more"
          canLess=${draft.points > 0} canMore=${draft.points < MOST_POINTS}
          onStep=${(/** @type {number} */ by) => set({ points: draft.points + by })} />
      </div>
    </div>
    <p class=${isTried && fault ? 'field-problem' : 'quiet'} role=${isTried && fault ? 'alert' : undefined}>
      ${(isTried && fault) || NOTE}
    </p>
    <div class="dialog-foot">
      <${Button} kind="primary" title="Show the question to everyone" onPress=${ask}>Ask</${Button}>
    </div>
  </div>`;
}

/** @param {{draft: Draft, set: (part: Partial<Draft>) => void}} props */
function RightAnswer({ draft, set }) {
  const choose = (/** @type {string} */ answer) => set({ answer });
  if (draft.kind === 'number') {
    return html`
      <${TextField} label="Right answer, if any" title="The number that counts as right" most=${30}
        value=${draft.answer} onType=${choose} />
      <${TextField} label="Tolerance ±" title="How far from it still counts as right" most=${30} placeholder="0"
        value=${draft.tolerance} onType=${(/** @type {string} */ tolerance) => set({ tolerance })} />
    `;
  }
  const answers =
    draft.kind === 'sign'
      ? SIGNS.map(({ value, label }) => ({ value: String(value), label }))
      : choicesOf(draft).map((label, index) => ({ value: String(index), label }));
  return html`<${Select} label="Right answer" title="The answer that counts as right" value=${draft.answer}
    options=${[{ value: '', label: 'none' }, ...answers]} onChoose=${choose} />`;
}
