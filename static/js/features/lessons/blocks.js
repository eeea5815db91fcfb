/**
 * What stands in a step of a lesson, by its kind.
 *
 * @import {ComponentType} from 'preact'
 * @import {App} from '../../core/app.js'
 * @import {Block} from './lessonParser.js'
 */

import { effect } from '@preact/signals';
import { html } from 'htm/preact';
import { Check, CircleCheck, X } from 'lucide';
import { useEffect } from 'preact/hooks';

import { Button } from '../../controls/button.js';
import { Icon } from '../../controls/icon.js';
import { formatFigure } from '../../draw/format.js';
import { usePart } from '../../core/hooks.js';
import { holds, nowOf, wordsOf } from './conditions.js';
import { Prose } from '../shared/prose.js';

/**
 * @template {Block['kind']} K
 * @typedef {{app: App, block: Extract<Block, {kind: K}>, answer: number | undefined, met: boolean,
 *   onAnswer: (answer: number) => void, onMet: () => void}} BlockProps
 */

/** @type {{[K in Block['kind']]: ComponentType<BlockProps<K>>}} */
export const BLOCKS = { text: Text, predict: Predict, do: Do, look: Look, check: Checks };

/** @param {BlockProps<'text'>} props */
function Text({ block }) {
  return html`<${Prose} text=${block.text} />`;
}

/** A question; what is right, and why, is told once it is answered. @param {BlockProps<'predict'>} props */
function Predict({ block: { question, answers, reveal }, answer, onAnswer }) {
  const isAnswered = answer !== undefined;
  return html`<fieldset class="predict">
    <legend><${Prose} text=${question} /></legend>
    ${answers.map(
      (
        { text, right },
        index,
      ) => html`<button type="button" key=${index} disabled=${isAnswered} aria-pressed=${isAnswered ? answer === index : undefined}
        class=${isAnswered ? (right ? 'right' : answer === index ? 'wrong' : '') : ''} onClick=${() => onAnswer(index)}>
        ${isAnswered && (right || answer === index) && html`<${Icon} icon=${right ? Check : X} />`}<${Prose} text=${text} />
      </button>`,
    )}
    ${
      isAnswered &&
      html`<div class="reveal" role="status"><strong>${answers[answer]?.right ? 'As you expected.' : 'Not quite.'}</strong> <${Prose} text=${reveal} /></div>`
    }
  </fieldset>`;
}

/** @param {BlockProps<'do'>} props */
function Do({ app: { commands }, block: { label, patch, reset } }) {
  return html`<${Button} kind="wide" title=${`${label}${reset ? '; starts a new run' : ''}`} onPress=${() => commands.change({ patch, reset })}>${label}</${Button}>`;
}

/** Shows things otherwise from now on. @param {BlockProps<'look'>} props */
function Look({ app: { store }, block: { look } }) {
  useEffect(() => store.dispatch({ type: 'look', look }), []);
  return null;
}

/** What is to come true; once it has, it stays so. @param {BlockProps<'check'>} props */
function Checks({ app: { store }, block: { conditions }, met, onMet }) {
  useEffect(() => {
    if (met) return undefined;
    return effect(() => {
      if (conditions.every((condition) => holds(condition, store.state.value))) queueMicrotask(onMet);
    });
  }, [met]);
  const now = usePart(store, (state) =>
    conditions
      .map((condition) =>
        [wordsOf(condition, state), figureOf(nowOf(condition, state)), holds(condition, state)].join('|'),
      )
      .join('\n'),
  );
  return html`<ul class=${`checks ${met ? 'met' : ''}`} role="status">
    ${now.split('\n').map((line) => {
      const [words, figure, held] = line.split('|');
      return html`<li key=${words} data-held=${met || held === 'true'}><${Icon} icon=${CircleCheck} /><span>${words}</span><b>${figure}</b></li>`;
    })}
  </ul>`;
}

/** @param {number | string | null} value */
const figureOf = (value) =>
  typeof value === 'number' && !Number.isInteger(value) ? formatFigure(value) : String(value ?? '–');
