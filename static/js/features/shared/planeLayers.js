/**
 * The three layers of the plane: map, lines and points, each drawn when its contents change.
 *
 * @import {Scene} from '../../core/app.js'
 * @import {PointData} from '../../protocol/types.d.ts'
 */

import { useMemo } from 'preact/hooks';

import { sharpContext } from '../../draw/canvas.js';
import { strokeBorders, strokeLevel } from '../../draw/contour.js';
import { fillClasses, fillValues } from '../../draw/map.js';
import { paletteOf } from '../../draw/palette.js';
import { drawPoints } from '../../draw/points.js';
import { useDrawing } from '../../core/hooks.js';
import { decisionLevel, shownDomain, shownMaps, shownUnit } from '../../core/maps.js';
import { planeOf, targetOf } from '../../core/selectors.js';
import { SteadyCanvas } from './flashes/steadyCanvas.js';
import { framePause } from './pauses.js';

const POINT_RADIUS = 2.6;
const LINE_WIDTH = 1.25;

/**
 * The map, at its own resolution, and whether it is blended because it would flash.
 *
 * @param {Scene} scene
 * @param {number} width
 */
export function useMap(scene, width) {
  const steady = useMemo(() => new SteadyCanvas(), []);
  const map = useDrawing(
    scene,
    (state) => [state.frame, state.catalog, state.session, shownUnit(state), state.look.discrete, state.look.theme],
    (/** @type {HTMLCanvasElement} */ canvas, frame, catalog, session, unit, discrete, theme) => {
      const maps = shownMaps(session, frame, unit);
      if (maps.length === 0) return undefined;
      const palette = paletteOf(theme);
      const domain = shownDomain(catalog, session, frame, unit);
      const fill = (/** @type {Uint32Array} */ pixels) =>
        maps.length > 1
          ? fillClasses(pixels, maps, palette.classes, discrete)
          : fillValues(pixels, maps[0], domain, palette.values, discrete && !unit);
      return steady.paint(canvas, maps[0].size, fill, scene.ticker.now(), width);
    },
    [width],
    framePause,
  );
  return { map, isBlended: steady.isBlended };
}

/**
 * The decision boundary, or the borders between classes.
 *
 * @param {Scene} scene
 * @param {number} width
 */
export function useLines(scene, width) {
  return useDrawing(
    scene,
    (state) => [state.frame, state.catalog, state.session, shownUnit(state), state.look.theme],
    (/** @type {HTMLCanvasElement} */ canvas, frame, catalog, session, unit, theme) => {
      const context = sharpContext(canvas, width, width);
      context.clearRect(0, 0, width, width);
      context.strokeStyle = paletteOf(theme).ink;
      context.lineWidth = LINE_WIDTH;
      const maps = shownMaps(session, frame, unit);
      if (maps.length > 1) strokeBorders(context, maps, width);
      if (maps.length === 1) strokeLevel(context, maps[0], decisionLevel(catalog, session, unit), width);
    },
    [width],
    framePause,
  );
}

/**
 * The data points.
 *
 * @param {Scene} scene
 * @param {number} width
 */
export function usePoints(scene, width) {
  return useDrawing(
    scene,
    (state) => [state.data, planeOf(state), state.look.showTest, state.look.theme],
    (/** @type {HTMLCanvasElement} */ canvas, data, plane, showTest, theme) => {
      const context = sharpContext(canvas, width, width);
      context.clearRect(0, 0, width, width);
      if (data?.inputs[0]?.length !== 2) return;
      const look = { extent: width, plane, radius: POINT_RADIUS, onMap: true, palette: paletteOf(theme) };
      if (showTest) drawPoints(context, split(data, data.train_size, Infinity), { ...look, hollow: true });
      drawPoints(context, split(data, 0, data.train_size), { ...look, hollow: false });
    },
    [width],
  );
}

/**
 * @param {PointData} data
 * @param {number} from
 * @param {number} to
 */
function split({ inputs, targets, classes }, from, to) {
  return { inputs: inputs.slice(from, to), targets: targets.slice(from, to).map(targetOf), classes: classes ?? 0 };
}
