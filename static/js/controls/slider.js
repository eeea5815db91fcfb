/** A labelled native range input that shows its value. */

import { html } from 'htm/preact';

import { idOf } from './id.js';

/**
 * @param {object} props
 * @param {string} props.label unique on the page
 * @param {string} props.title what it sets, in one line
 * @param {number} props.value
 * @param {number} props.min
 * @param {number} props.max
 * @param {number} props.step
 * @param {string} props.text the formatted value
 * @param {(value: number) => void} props.onSlide
 * @param {boolean} [props.disabled]
 */
export function Slider({ label, title, value, min, max, step, text, onSlide, disabled = false }) {
  const id = idOf(label);
  return html`<div class="slider" title=${title}>
    <label class="field-label" for=${id}>${label}</label>
    <output class="slider-value" for=${id} aria-live="off">${text}</output>
    <input
      id=${id}
      type="range"
      min=${min}
      max=${max}
      step=${step}
      value=${value}
      disabled=${disabled}
      aria-valuetext=${text}
      style=${{ '--filled': String((value - min) / (max - min)) }}
      onInput=${(/** @type {any} */ event) => onSlide(Number(event.currentTarget.value))}
    />
  </div>`;
}
