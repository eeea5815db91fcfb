/**
 * Legend of the colours in the diagram.
 *
 * @import {App} from '../../../core/app.js'
 * @import {Format} from '../export/savePicture.js'
 * @import {Microscope} from '../microscope.js'
 */

import { html } from 'htm/preact';
import { FileDown } from 'lucide';

import { Button } from '../../../controls/button.js';
import { sharpContext } from '../../../draw/canvas.js';
import { paletteOf } from '../../../draw/palette.js';
import { drawRamp } from '../../../draw/strips.js';
import { useDrawing } from '../../../core/hooks.js';

const BAR = { width: 56, height: 8 };

/** @type {Format[]} */
const FORMATS = ['svg', 'png'];

/**
 * @param {object} props
 * @param {App} props.app
 * @param {Microscope} props.scope
 * @param {boolean} props.hasWeights true if weights stand on the connections
 * @param {boolean} props.hasTwo true if boxes show a value and a derivative
 * @param {(format: Format) => void} props.save
 */
export function Legend({ app, scope, hasWeights, hasTwo, save }) {
  const step = scope.step.value;
  const isBackward = step?.phase === 'backward' || step?.phase === 'update';
  const isForward = step?.phase === 'input' || step?.phase === 'forward';
  const lines = step?.phase === 'input' ? 'weights' : 'value × weight';
  const onLines = step?.quantity === 'gradients' ? 'gradients' : 'weights';
  const values =
    isForward || step?.phase === 'loss'
      ? `Boxes: values. Lines: ${lines}.`
      : hasTwo
        ? 'Values, above in each box'
        : 'Values';
  const derivatives = hasTwo ? 'Derivatives of the loss, below' : 'Derivatives of the loss';
  return html`<div class="scope-legend">
    <span class="legend-entry"><${ColourBar} app=${app} ramp="values" />${values}</span>
    ${isBackward && html`<span class="legend-entry"><${ColourBar} app=${app} ramp="gradients" />${derivatives}</span>`}
    <span class="quiet">${hasWeights && `Numbers on lines: ${onLines}. `}
    ${isForward && 'Pale boxes are still to be computed. '}Negative to positive.
    Colours are scaled per layer; dashed lines are negative.</span>
    <span class="save-picture">
      ${FORMATS.map(
        (format) => html`<${Button} key=${format} kind="plain-text" icon=${FileDown}
          title=${`Save this drawing as ${format.toUpperCase()}`} onPress=${() => save(format)}>
          ${format.toUpperCase()}
        </${Button}>`,
      )}
    </span>
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
