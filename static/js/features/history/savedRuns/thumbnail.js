/**
 * Thumbnail of a saved run's output map.
 *
 * @import {App} from '../../../core/app.js'
 * @import {RunThumbnail} from '../../../core/library/runs.js'
 */

import { html } from 'htm/preact';

import { paintClasses, paintValues } from '../../../draw/map.js';
import { paletteOf } from '../../../draw/palette.js';
import { useDrawing } from '../../../core/hooks.js';
import { outputDomain } from '../../../core/maps.js';

/** @param {{app: App, thumbnail: RunThumbnail | null}} props */
export function Thumbnail({ app, thumbnail }) {
  const canvas = useDrawing(
    app,
    ({ catalog, look }) => [catalog, look.theme],
    (/** @type {HTMLCanvasElement} */ element, catalog, theme) => {
      if (!thumbnail) return;
      const palette = paletteOf(theme);
      const maps = thumbnail.maps.map((map) => ({ ...map, size: thumbnail.size }));
      if (maps.length > 1) paintClasses(element, maps, palette.classes);
      else paintValues(element, maps[0], outputDomain(catalog, thumbnail.activation), palette.values);
    },
    [thumbnail],
  );
  return html`<canvas ref=${canvas} class="run-thumbnail" width="1" height="1" aria-hidden="true"></canvas>`;
}
