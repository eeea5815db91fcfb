/**
 * The images of all nodes on one canvas over their buttons, with the marks of their biases.
 *
 * @import {App} from '../../../core/app.js'
 * @import {Placement} from '../../../draw/layout.js'
 * @import {Topology} from '../../shared/topology.js'
 */

import { useSignal } from '@preact/signals';
import { html } from 'htm/preact';
import { useMemo } from 'preact/hooks';

import { paletteOf } from '../../../draw/palette.js';
import { useDrawing } from '../../../core/hooks.js';
import { BlendNote } from '../../shared/flashes/blendNote.js';
import { framePause } from '../../shared/pauses.js';
import { TilePainter } from './tiles/painter.js';

/** @param {{app: App, topology: Topology, placement: Placement}} props */
export function Tiles({ app, topology, placement }) {
  const { width, height, columns } = placement;
  const painter = useMemo(() => new TilePainter(topology, placement), [topology, placement]);
  const isBlended = useSignal(false);
  const canvas = useDrawing(
    app,
    (state) => [state.frame, state.prediction, state.session, state.catalog, state.data, state.look.theme],
    (/** @type {HTMLCanvasElement} */ element, frame, prediction, session, catalog, data, theme) => {
      if (session?.layers.length !== topology.units.length) return undefined; // a network that is not laid out yet
      const palette = paletteOf(theme);
      painter.setInputs({ session, catalog, data }, palette);
      painter.setUnits({ session, catalog, frame, prediction }, palette);
      const delay = painter.paint(element, palette, app.ticker.now());
      isBlended.value = painter.isBlended;
      return delay;
    },
    [topology, placement],
    framePause,
  );
  const style = { width: `${width}px`, height: `${height}px` };
  return html`<canvas ref=${canvas} class="network-canvas tiles" style=${style}></canvas>
    <${BlendNote} isBlended=${isBlended} width=${columns[1].x - columns[0].x} />`;
}
