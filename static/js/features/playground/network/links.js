/**
 * The connections between the nodes: those with a weight on a canvas, which changes with every frame; the others, and
 * what the pointer hits, as SVG, which changes only with the network.
 *
 * @import {App} from '../../../core/app.js'
 * @import {Placement} from '../../../draw/layout.js'
 * @import {Topology} from '../../shared/topology.js'
 */

import { html } from 'htm/preact';
import { useMemo, useRef } from 'preact/hooks';

import { FADED, largest, linkLook } from '../../../draw/links.js';
import { paletteOf } from '../../../draw/palette.js';
import { useDrawing } from '../../../core/hooks.js';
import { belongsTo } from '../../shared/topology.js';
import { curvesOf, othersOf } from '../../shared/curves.js';
import { framePause } from '../../shared/pauses.js';
import { LinkPainter } from './linkPainter.js';

/** Magnitude of a weight that gets the full colour and width. */
export const WEIGHT_REACH = 2.5;

/** @param {{app: App, topology: Topology, placement: Placement}} props */
export function Links({ app, topology, placement }) {
  const { links } = topology;
  const { width, height } = placement;
  const painter = useMemo(() => new LinkPainter(topology, placement), [topology, placement]);
  const settings = useRef(/** @type {unknown[]} */ ([])); // what the links' looks depend on, beside the frame
  const canvas = useDrawing(
    app,
    ({ frame, look }) => [frame, look.theme, look.links, look.focus],
    (/** @type {HTMLCanvasElement} */ element, frame, ...rest) => {
      const [theme, shown, focus] = rest;
      const isFrameOnly = rest.every((part, index) => part === settings.current[index]);
      settings.current = rest;
      const vector = shown === 'weights' ? frame?.parameters : frame?.gradients;
      const palette = paletteOf(theme);
      const values = links.map(({ parameter }) => vector?.[parameter] ?? 0); // large networks stream no parameters
      const ramp = shown === 'weights' ? palette.values : palette.gradients;
      const reach = shown === 'weights' ? WEIGHT_REACH : largest(values) || 1;
      const style = {
        idle: palette.hairline,
        ramp: () => ramp,
        reach: () => reach,
        opacity: (/** @type {number} */ index) =>
          focus !== null && !belongsTo(links[index], focus, topology) ? FADED : 1,
      };
      const looks = values.map((value, index) => linkLook(value, index, style));
      return painter.paint(element, looks, !isFrameOnly) ? 0 : undefined;
    },
    [topology, placement],
    framePause,
  );
  const curves = useMemo(() => curvesOf(topology, placement), [topology, placement]);
  const others = useMemo(() => othersOf(topology, placement), [topology, placement]);
  return html`
    <canvas ref=${canvas} class="network-canvas" style=${{ width: `${width}px`, height: `${height}px` }}></canvas>
    <svg class="links" width=${width} height=${height} aria-hidden="true">
      ${others.map((d, index) => html`<path key=${index} class="wire" d=${d} />`)}
      ${curves.map((d, index) => {
        const { layer, from, unit } = links[index];
        return html`<path key=${index} class="link-target" d=${d} data-focus=${`link ${layer} ${unit} ${from}`} />`;
      })}
    </svg>
  `;
}
