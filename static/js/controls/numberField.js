/**
 * A number field: Enter and leaving the field apply the value, Escape discards it, arrow keys change it by a step.
 * Invalid values are explained below it and not applied.
 */

import { html } from 'htm/preact';
import { useState } from 'preact/hooks';

import { useUniqueId } from './id.js';

const FINER = 0.1; // with the Alt key
const COARSER = 10; // with the Shift key

/**
 * @param {object} props
 * @param {string} props.label
 * @param {string} [props.title] what it sets, in one line
 * @param {number} props.value
 * @param {string} props.text the formatted value, shown unless the field is edited
 * @param {number} props.step what an arrow key adds
 * @param {number} [props.low] ends of the range, included
 * @param {number} [props.high]
 * @param {boolean} [props.isWhole] refuse fractions
 * @param {boolean} [props.disabled]
 * @param {boolean} [props.autofocus]
 * @param {string} [props.kind] class names that set its look; `bare` hides the label from view
 * @param {(value: number) => void} props.onCommit
 */
export function NumberField(props) {
  const {
    label,
    title,
    value,
    text,
    step,
    low = -Infinity,
    high = Infinity,
    isWhole = false,
    disabled = false,
    kind = '',
  } = props;
  const id = useUniqueId();
  const [typed, setTyped] = useState(/** @type {string | null} */ (null));
  const problem = typed === null ? '' : problemOf(typed, low, high, isWhole);

  /** @param {number} next */
  const commit = (next) => {
    if (next !== value) props.onCommit(next);
  };
  const leave = () => {
    if (typed !== null && !problem) commit(numberOf(typed));
    setTyped(null);
  };
  /** @param {KeyboardEvent} event */
  const press = (event) => {
    const way = { ArrowUp: 1, ArrowDown: -1 }[event.key];
    if (event.key === 'Enter' && typed !== null && !problem) {
      commit(numberOf(typed));
      setTyped(null);
    } else if (event.key === 'Escape' && typed !== null) {
      event.stopPropagation();
      event.preventDefault();
      setTyped(null);
    } else if (way) {
      event.preventDefault();
      const from = typed !== null && !problem ? numberOf(typed) : value;
      const by = step * way * (event.altKey && !isWhole ? FINER : event.shiftKey ? COARSER : 1);
      commit(Math.min(high, Math.max(low, Number((from + by).toPrecision(6)))));
      setTyped(null);
    }
  };

  return html`<div class=${`number-field ${kind}`} title=${title}>
    <label class=${kind.includes('bare') ? 'visually-hidden' : 'field-label'} for=${id}>${label}</label>
    <input
      id=${id}
      type="text"
      inputmode="decimal"
      autocomplete="off"
      spellcheck=${false}
      value=${typed ?? text}
      ref=${props.autofocus ? focusOnce : undefined}
      aria-invalid=${problem ? 'true' : undefined}
      aria-describedby=${problem ? `${id}-problem` : undefined}
      onFocus=${(/** @type {any} */ event) => event.currentTarget.select()}
      onInput=${(/** @type {any} */ event) => setTyped(event.currentTarget.value)}
      onBlur=${leave}
      onKeyDown=${press}
      ...${{ disabled }}
    />
    ${problem && html`<p class="field-problem" id=${`${id}-problem`} role="alert">${problem}</p>`}
  </div>`;
}

/** @type {WeakSet<Element>} */
const focused = new WeakSet();

/**
 * Focus a field when it appears, and only then.
 *
 * @param {HTMLElement | null} field
 */
function focusOnce(field) {
  if (!field || focused.has(field)) return;
  focused.add(field);
  field.focus({ preventScroll: true });
}

/**
 * Parse a number; minus signs of all kinds and decimal commas are accepted.
 *
 * @param {string} typed
 */
function numberOf(typed) {
  const plain = typed.trim().replace(/[−–]/g, '-').replace(',', '.');
  return plain === '' ? NaN : Number(plain);
}

/**
 * @param {string} typed
 * @param {number} low
 * @param {number} high
 * @param {boolean} isWhole
 */
function problemOf(typed, low, high, isWhole) {
  const number = numberOf(typed);
  if (!Number.isFinite(number)) return typed.trim() ? `“${typed.trim()}” is not a number.` : 'Type a number.';
  if (isWhole && !Number.isInteger(number)) return 'Type a whole number.';
  if (number < low || number > high) return rangeText(low, high);
  return '';
}

/**
 * @param {number} low
 * @param {number} high
 */
function rangeText(low, high) {
  const [least, most] = [low, high].map((end) => String(end).replace('-', '−'));
  if (high === Infinity) return `At least ${least}.`;
  return low === -Infinity ? `At most ${most}.` : `From ${least} to ${most}.`;
}
