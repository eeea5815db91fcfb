/**
 * Legend of the colours in the diagram.
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
  const step = scope.step.value;
  const isBackward = step?.phase === 'backward' || step?.phase === 'update';
  const isForward = step?.phase === 'input' || step?.phase === 'forward';
  const lines = step?.phase === 'input' ? 'weights' : 'value × weight';
  const values = step?.quantity === 'values' ? `Boxes: values. Lines: ${lines}.` : 'Values';
  return html`<div class="scope-legend">
    <span class="legend-entry"><${ColourBar} app=${app} ramp="values" />${values}</span>
    ${
      isBackward &&
      html`<span class="legend-entry"><${ColourBar} app=${app} ramp="gradients" />Derivatives of the loss</span>`
    }
    <span class="quiet">${isForward && 'Pale boxes are still to be computed. '}Negative to positive.
    Colours are scaled per layer; dashed lines are negative.</span>
  </div>`;
}

/** @param {{app: App, ramp: 'values' | 'gradients'}} props */
function ColourBar({ app, ramp }) {
  const bar = useDrawing(
    app,
    ({ look }) => [look.theme],
    (/** @type {HTMLCanvasElement} */ canvas, theme) =>
      drawRamp(sharpContext(canvas, BAR.width, BAR.height), { ...BAR, ramp: paletteOf(theme)[ramp] }),
    [ramp],
  );
  return html`<canvas ref=${bar} class="legend-bar"></canvas>`;
}
