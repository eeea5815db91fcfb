/**
 * What the colours, shapes and lines of the plane mean.
 *
 * @import {App} from '../../state/app.js'
 * @import {Domain} from '../../draw/map.js'
 * @import {State} from '../../state/model.js'
 */

import { html } from 'htm/preact';

import { ClassMark } from '../../controls/classMark.js';
import { sharpContext } from '../../draw/canvas.js';
import { classColour, paletteOf } from '../../draw/palette.js';
import { drawRamp } from '../../draw/strips.js';
import { useDrawing, usePart } from '../../state/hooks.js';
import { decisionLevel, shownDomain, shownUnit } from '../../state/maps.js';
import { tickText } from './ticks.js';

const BAR = { width: 96, height: 8 };

/** @param {{app: App}} props */
export function Legend({ app }) {
  const classes = usePart(app.store, (state) => (shownUnit(state) ? 0 : (state.data?.classes ?? 0)));
  const level = usePart(app.store, (state) => decisionLevel(state.session, shownUnit(state)));
  return html`<div class="legend">
    ${classes > 2 ? html`<${Classes} app=${app} count=${classes} />` : html`<${Scale} app=${app} />`}
    <span class="legend-line"></span><span>${classes >= 2 ? 'decision' : tickText(level)}</span>
  </div>`;
}

/** @param {{app: App, count: number}} props */
function Classes({ app, count }) {
  const colours = paletteOf(usePart(app.store, (state) => state.look.theme)).classes.css;
  return html`<ul aria-label="Classes">
    ${Array.from({ length: count }, (_, index) => {
      const mark = { index, colour: classColour(colours, index) };
      return html`<li key=${index}><${ClassMark} ...${mark} />${count > 4 ? '' : 'class '}${index + 1}</li>`;
    })}
  </ul>`;
}

/** The bar of the values' colours, with the values at its ends. @param {{app: App}} props */
function Scale({ app }) {
  const bar = useDrawing(
    app,
    ({ look }) => [look.theme],
    (/** @type {HTMLCanvasElement} */ canvas, theme) => {
      drawRamp(sharpContext(canvas, BAR.width, BAR.height), { ...BAR, ramp: paletteOf(theme).values });
    },
    [],
  );
  const low = usePart(app.store, (state) => endText(domain(state), -1));
  const high = usePart(app.store, (state) => endText(domain(state), 1));
  return html`<span class="legend-end">${low}</span>
    <canvas ref=${bar} class="legend-bar"></canvas>
    <span class="legend-end">${high}</span>`;
}

/** @param {State} state */
const domain = (state) => shownDomain(state.session, state.frame, shownUnit(state));

/** @param {Domain} domain @param {-1 | 1} side */
const endText = ({ middle, reach }, side) => tickText(Number((middle + side * reach).toPrecision(2)));
