/**
 * The ground of a classic function with the ways of the racers up to the step that is shown, its minima, and the start.
 *
 * @import {Race} from '../race.js'
 * @import {Ground} from '../landscape/projection.js'
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
import { Terrain } from '../landscape/contourMap.js';

/** @param {{race: Race, choice: SurfaceChoice, surface: CatalogSurface, answer: SurfaceAnswer, ground: Ground, theme: 'light' | 'dark'}} props */
export function SurfaceMap({ race, choice, surface, answer, ground, theme }) {
  const [box, size] = useSize();
  const ways = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  const at = race.lab.at.value;
  useEffect(() => {
    if (!ways.current || size.width === 0) return;
    const look = { ...size, palette: paletteOf(theme) };
    const context = sharpContext(ways.current, size.width, size.height);
    const drawn = answer.descents.map((descent, index) => ({
      points: descent.points,
      ...lineLook(look.palette, index),
      until: reached(descent, at),
    }));
    drawWays(context, drawn, ground.window, look);
    drawCrosses(context, answer.minima, ground.window, look);
  }, [answer, ground, at, theme, size.width, size.height]);
  return html`<${Terrain} ...${{ ground, theme, size, box, ways }} lowest=${answer.lowest} axes=${['x', 'y']} quantity="f" handle=${choice.start}
    label=${`${surface.label} from above, with the way of every racer; drag the start, or move it with the arrow keys`}
    onDrag=${(/** @type {[number, number]} */ point) => race.lab.change({ start: keptWithin(surface, point) })} />`;
}
