/**
 * Components of a lesson step's blocks, by kind.
 *
 * @import {ComponentType} from 'preact'
 * @import {App} from '../../core/app.js'
 * @import {LessonPrediction, LessonState} from '../../protocol/room.js'
 * @import {Block} from './lessonParser.js'
 */

import { effect } from '@preact/signals';
import { html } from 'htm/preact';
import { CircleCheck } from 'lucide';
import { useEffect } from 'preact/hooks';

import { Button } from '../../controls/button.js';
import { Icon } from '../../controls/icon.js';
import { formatFigure } from '../../draw/format.js';
import { useSelector } from '../../core/hooks.js';
import { isMet, currentValue, descriptionOf } from './conditions.js';
import { patchedParts } from './patchedParts.js';
import { Predict } from './predict.js';
import { Prose } from '../shared/prose.js';

/**
 * @template {Block['kind']} K
 * @typedef {{app: App, block: Extract<Block, {kind: K}>, answer: number | undefined, met: boolean,
 *   onAnswer: (answer: number) => void, onMet: () => void, prediction: LessonPrediction | null,
 *   pace: LessonState['pace']}} BlockProps prediction, pace: of the class, if the reader is in one
 */

/** @type {{[K in Block['kind']]: ComponentType<BlockProps<K>>}} */
export const BLOCKS = { text: Text, predict: Predict, do: Do, look: Look, check: Checks };

/** @param {BlockProps<'text'>} props */
function Text({ block }) {
  return html`<${Prose} text=${block.text} />`;
}

/** A change of the run; disabled, with the reason, if the teacher has locked it. @param {BlockProps<'do'>} props */
function Do({ app: { store, commands }, block: { label, patch, reset } }) {
  const parts = useSelector(store, ({ session }) => patchedParts(patch, session?.spec ?? null).join(' '));
  return html`<fieldset class="lesson-action" data-lock=${parts}>
    <${Button} kind="wide" title=${`${label}${reset ? '. Restarts training.' : ''}`}
      onPress=${() => commands.change({ patch, reset })}>${label}</${Button}>
  </fieldset>`;
}

/** Changes display settings. @param {BlockProps<'look'>} props */
function Look({ app: { store, slowMotion }, block: { look } }) {
  useEffect(() => {
    const { speed, ...others } = look;
    store.dispatch({ type: 'look', look: others });
    if (speed !== undefined) slowMotion.setSpeed(speed);
  }, []);
  return null;
}

/** Conditions to meet; once met, they stay met. @param {BlockProps<'check'>} props */
function Checks({ app: { store }, block: { conditions }, met, onMet }) {
  useEffect(() => {
    if (met) return undefined;
    return effect(() => {
      if (conditions.every((condition) => isMet(condition, store.state.value))) queueMicrotask(onMet);
    });
  }, [met]);
  const status = useSelector(store, (state) =>
    conditions
      .map((condition) =>
        [descriptionOf(condition, state), valueText(currentValue(condition, state)), isMet(condition, state)].join('|'),
      )
      .join('\n'),
  );
  return html`<p class="visually-hidden" role="status">${met && 'Condition met.'}</p>
    <ul class=${`checks ${met ? 'met' : ''}`}>
    ${status.split('\n').map((line) => {
      const [words, value, held] = line.split('|');
      return html`<li key=${words} data-held=${met || held === 'true'}><${Icon} icon=${CircleCheck} /><span>
        ${words}</span><b>${value}</b></li>`;
    })}
  </ul>`;
}

/** @param {number | string | null} value */
const valueText = (value) =>
  typeof value === 'number' && !Number.isInteger(value) ? formatFigure(value) : String(value ?? '–');
