/**
 * The legend of the plane's colours, shapes and lines.
 *
 * @import {App} from '../../../core/app.js'
 * @import {Domain} from '../../../draw/map.js'
 * @import {State} from '../../../core/model.js'
 */

import { html } from 'htm/preact';

import { ClassMark } from '../../../controls/network/classMark.js';
import { sharpContext } from '../../../draw/canvas.js';
import { paletteOf } from '../../../draw/palette.js';
import { markColour } from '../../../draw/points.js';
import { drawRamp } from '../../../draw/strips.js';
import { useDrawing, useSelector } from '../../../core/hooks.js';
import { decisionLevel, shownDomain, shownUnit } from '../../../core/maps.js';
import { classNamesOf } from '../../../core/selectors.js';
import { tickText } from './ticks.js';

const BAR = { width: 96, height: 8 };
const SPELT_OUT = 4; // classes whose whole names fit
const NAMED = 6; // classes whose short names fit; of more there are only the marks

/** @param {{app: App}} props */
export function Legend({ app }) {
  const names = useSelector(app.store, (state) => (shownUnit(state) ? '' : classNamesOf(state).join('\n')));
  const classes = names ? names.split('\n') : [];
  const level = useSelector(app.store, (state) => decisionLevel(state.catalog, state.session, shownUnit(state)));
  return html`<div class="legend">
    ${classes.length > 2 ? html`<${Classes} app=${app} names=${classes} />` : html`<${Scale} app=${app} />`}
    <span class="legend-line"></span><span>${classes.length > 1 ? 'decision' : tickText(level)}</span>
  </div>`;
}

/** @param {{app: App, names: string[]}} props */
function Classes({ app, names }) {
  const palette = paletteOf(useSelector(app.store, (state) => state.look.theme));
  const areMany = names.length > NAMED;
  return html`<ul aria-label="Classes" class=${areMany ? 'many' : ''}>
    ${names.map((name, index) => {
      const colour = markColour(index, names.length, palette);
      const short = names.length > SPELT_OUT ? name.replace(/^class /, '') : name;
      return html`<li key=${index} title=${name}><${ClassMark} ...${{ index, colour }} /><span
        class=${areMany ? 'visually-hidden' : ''}>${short}</span></li>`;
    })}
  </ul>`;
}

/**
 * The bar of the values' colours, with the values at its ends.
 *
 * @param {{app: App}} props
 */
function Scale({ app }) {
  const bar = useDrawing(
    app,
    ({ look }) => [look.theme],
    (/** @type {HTMLCanvasElement} */ canvas, theme) => {
      drawRamp(sharpContext(canvas, BAR.width, BAR.height), { ...BAR, ramp: paletteOf(theme).values });
    },
    [],
  );
  const low = useSelector(app.store, (state) => endText(domain(state), -1));
  const high = useSelector(app.store, (state) => endText(domain(state), 1));
  return html`<span class="legend-end">${low}</span>
    <canvas ref=${bar} class="legend-bar"></canvas>
    <span class="legend-end">${high}</span>`;
}

/** @param {State} state */
const domain = (state) => shownDomain(state.catalog, state.session, state.frame, shownUnit(state));

/**
 * @param {Domain} domain
 * @param {-1 | 1} side
 */
const endText = ({ middle, reach }, side) => tickText(Number((middle + side * reach).toPrecision(2)));
