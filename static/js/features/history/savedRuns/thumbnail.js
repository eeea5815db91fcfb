/**
 * Thumbnail of a saved run's output map.
 *
 * @import {App} from '../../../core/app.js'
 * @import {Picture} from '../../../core/library/runs.js'
 */

import { html } from 'htm/preact';

import { paintClasses, paintValues } from '../../../draw/map.js';
import { paletteOf } from '../../../draw/palette.js';
import { useDrawing } from '../../../core/hooks.js';
import { outputDomain } from '../../../core/maps.js';

/** @param {{app: App, picture: Picture | null}} props */
export function Thumbnail({ app, picture }) {
  const canvas = useDrawing(
    app,
    ({ look }) => [look.theme],
    (/** @type {HTMLCanvasElement} */ element, theme) => {
      if (!picture) return;
      const palette = paletteOf(theme);
      const maps = picture.maps.map((map) => ({ ...map, size: picture.size }));
      if (maps.length > 1) paintClasses(element, maps, palette.classes);
      else paintValues(element, maps[0], outputDomain(picture.activation), palette.values);
    },
    [picture],
  );
  return html`<canvas ref=${canvas} class="run-thumbnail" width="1" height="1" aria-hidden="true"></canvas>`;
}
