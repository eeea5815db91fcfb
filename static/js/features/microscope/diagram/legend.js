/**
 * What the colours of the picture mean.
 *
 * @import {App} from '../../../core/app.js'
 * @import {Microscope} from '../microscope.js'
 */

import { html } from 'htm/preact';

import { sharpContext } from '../../../draw/canvas.js';
import { paletteOf } from '../../../draw/palette.js';
import { drawRamp } from '../../../draw/strips.js';
import { useDrawing } from '../../../core/hooks.js';

const BAR = { width: 56, height: 8 };

/** @param {{app: App, scope: Microscope}} props */
export function Legend({ app, scope }) {
  const isBack = ['backward', 'update'].includes(scope.step.value?.phase ?? '');
  return html`<div class="scope-legend">
    <span class="scope-key"><${Bar} app=${app} language="values" />values${scope.step.value?.what === 'values' ? ', on links their products with the weights' : ''}</span>
    ${isBack && html`<span class="scope-key"><${Bar} app=${app} language="gradients" />derivatives of the loss</span>`}
    <span class="quiet">from negative to positive, each layer by its largest; dashed links are negative</span>
  </div>`;
}

/** @param {{app: App, language: 'values' | 'gradients'}} props */
function Bar({ app, language }) {
  const bar = useDrawing(
    app,
    ({ look }) => [look.theme],
    (/** @type {HTMLCanvasElement} */ canvas, theme) =>
      drawRamp(sharpContext(canvas, BAR.width, BAR.height), { ...BAR, ramp: paletteOf(theme)[language] }),
    [language],
  );
  return html`<canvas ref=${bar} class="legend-bar"></canvas>`;
}
