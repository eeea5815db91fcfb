/**
 * The connections between the nodes, as SVG: values are drawn every frame, curves only when the network changes.
 *
 * @import {App} from '../../../core/app.js'
 * @import {Placement} from '../../../draw/layout.js'
 * @import {Topology} from '../../shared/topology.js'
 */

import { html } from 'htm/preact';
import { useMemo } from 'preact/hooks';

import { drawLinks, largest } from '../../../draw/links.js';
import { paletteOf } from '../../../draw/palette.js';
import { useDrawing } from '../../../core/hooks.js';
import { belongsTo } from '../../shared/topology.js';
import { curvesOf, othersOf } from '../../shared/curves.js';

const WEIGHT_REACH = 2.5; // magnitude of a weight that gets the full colour and width

/** @param {{app: App, topology: Topology, placement: Placement}} props */
export function Links({ app, topology, placement }) {
  const { links } = topology;
  const { width, height } = placement;
  const curves = useMemo(() => curvesOf(topology, placement), [topology, placement]);
  const svg = useDrawing(
    app,
    ({ frame, look }) => [frame, look.theme, look.links, look.focus],
    (/** @type {SVGSVGElement} */ element, frame, theme, shown, focus) => {
      const vector = shown === 'weights' ? frame?.parameters : frame?.gradients;
      const palette = paletteOf(theme);
      const values = links.map(({ parameter }) => vector?.[parameter] ?? 0); // large networks stream no parameters
      const ramp = shown === 'weights' ? palette.values : palette.gradients;
      const reach = shown === 'weights' ? WEIGHT_REACH : largest(values) || 1;
      drawLinks(element.getElementsByClassName('link'), values, {
        idle: palette.hairline,
        ramp: () => ramp,
        reach: () => reach,
        faded: (index) => focus !== null && !belongsTo(links[index], focus, topology),
      });
    },
    [topology, placement],
  );
  const others = useMemo(() => othersOf(topology, placement), [topology, placement]);
  return html`<svg ref=${svg} class="links" width=${width} height=${height} aria-hidden="true">
    ${others.map((d, index) => html`<path key=${index} class="wire" d=${d} />`)}
    ${curves.map((d, index) => html`<path key=${index} class="link" d=${d} />`)}
    <path class="pulses" d=${[...curves, ...others].join('')} />
    ${curves.map((d, index) => {
      const { layer, from, unit } = links[index];
      return html`<path key=${index} class="link-target" d=${d} data-focus=${`link ${layer} ${unit} ${from}`} />`;
    })}
  </svg>`;
}
