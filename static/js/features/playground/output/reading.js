/**
 * The network's output at one point, while it trains.
 *
 * @import {App} from '../../../core/app.js'
 * @import {State} from '../../../core/model.js'
 */

import { html } from 'htm/preact';

import { formatCoordinate, formatFigure, formatSigned } from '../../../draw/format.js';
import { pixelAt, valueAt, winnerAt } from '../../../draw/map.js';
import { usePacedSelector } from '../../../core/hooks.js';
import { shownMaps, shownUnit } from '../../../core/maps.js';
import { classNamesOf, planeOf } from '../../../core/selectors.js';
import { framePause } from '../../shared/pauses.js';

/** @param {{app: App, at: {x1: number, x2: number}}} props */
export function Reading({ app, at }) {
  const state = usePacedSelector(app, (now) => now, framePause);
  return html`<p class="reading">${readingAt(state, at)}</p>`;
}

/**
 * @param {State} state
 * @param {{x1: number, x2: number}} at
 */
function readingAt(state, { x1, x2 }) {
  const plane = planeOf(state);
  const [span1, span2] = plane.map(([low, high]) => high - low);
  const place = `x₁ ${formatCoordinate(x1, span1)}  x₂ ${formatCoordinate(x2, span2)}`;
  const maps = shownMaps(state.session, state.frame, shownUnit(state));
  if (maps.length === 0) return place;
  const pixel = pixelAt(x1, x2, maps[0].size, plane);
  if (maps.length === 1) return `${place}  →  ${formatSigned(valueAt(maps[0], pixel))}`;
  const { winner, best } = winnerAt(maps, pixel);
  return `${place}  →  ${classNamesOf(state)[winner]}, ${formatFigure(best)}`;
}
