/**
 * Contour map of a classic function with its minima, the start, and the paths of the racers up to the step shown.
 *
 * @import {Race} from '../race.js'
 * @import {HeightMap} from '../landscape/projection.js'
 * @import {SurfaceChoice} from './surfaceSettings.js'
 * @import {CatalogSurface, SurfaceAnswer} from '../../../protocol/types.d.ts'
 */

import { html } from 'htm/preact';
import { useEffect, useRef } from 'preact/hooks';

import { sharpContext } from '../../../draw/canvas.js';
import { paletteOf } from '../../../draw/palette.js';
import { lineLook } from '../../../draw/lineLooks.js';
import { drawCrosses, drawWays } from '../../../draw/terrain.js';
import { useSize } from '../../../core/hooks.js';
import { keptWithin, reached } from './surfaceSettings.js';
import { ContourMap } from '../landscape/contourMap.js';

/**
 * @param {{race: Race, choice: SurfaceChoice, surface: CatalogSurface, answer: SurfaceAnswer, heightMap: HeightMap,
 *   theme: 'light' | 'dark'}} props
 */
export function SurfaceMap({ race, choice, surface, answer, heightMap, theme }) {
  const [box, size] = useSize();
  const paths = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  const at = race.surfaces.step.value;
  useEffect(() => {
    if (!paths.current || size.width === 0) return;
    const look = { ...size, palette: paletteOf(theme) };
    const context = sharpContext(paths.current, size.width, size.height);
    const drawn = answer.descents.map((descent, index) => ({
      points: descent.points,
      ...lineLook(look.palette, index),
      until: reached(descent, at),
    }));
    drawWays(context, drawn, heightMap.window, look);
    drawCrosses(context, answer.minima, heightMap.window, look);
  }, [answer, heightMap, at, theme, size.width, size.height]);
  const setStart = (/** @type {[number, number]} */ point) =>
    race.surfaces.change({ start: keptWithin(surface, point) });
  return html`<${ContourMap} ...${{ heightMap, theme, size, box, paths }} lowest=${answer.lowest} axes=${['x', 'y']}
    quantity="f" handle=${choice.start}
    label=${`Contour map of ${surface.label} with all paths. Drag the start or move it with the arrow keys.`}
    onDrag=${setStart} />`;
}
