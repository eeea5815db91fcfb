/**
 * The links: what is computed on them at the present step in full, the others faint; and a pulse along them while the
 * step begins.
 *
 * @import {App} from '../../../core/app.js'
 * @import {Placement} from '../../../draw/layout.js'
 * @import {Microscope, Seen} from '../microscope.js'
 * @import {Picture} from '../passState.js'
 * @import {Topology} from '../../shared/topology.js'
 */

import { html } from 'htm/preact';
import { useEffect, useMemo, useRef } from 'preact/hooks';

import { linkPath } from '../../../draw/layout.js';
import { drawLinks, largest } from '../../../draw/links.js';
import { paletteOf } from '../../../draw/palette.js';
import { usePart } from '../../../core/hooks.js';
import { linkNumbers } from '../passState.js';
import { curvesOf, othersOf } from '../../shared/curves.js';

const WEIGHT_REACH = 2.5; // the size of a weight that gets the full colour and width

/** @param {{app: App, scope: Microscope, seen: Seen, topology: Topology, placement: Placement, picture: Picture}} props */
export function Flow({ app, scope, seen, topology, placement, picture }) {
  const theme = usePart(app.store, ({ look }) => look.theme);
  const step = scope.step.value;
  const svg = useRef(/** @type {SVGSVGElement | null} */ (null));
  const { width, height, columns } = placement;
  const curves = useMemo(() => curvesOf(topology, placement), [topology, placement]);
  const others = useMemo(() => othersOf(topology, placement), [topology, placement]);
  const toLoss = useMemo(() => lossCurves(columns), [columns]);
  const { links, wires, skips } = topology;
  const paths = useMemo(() => curves.map((d, index) => html`<path key=${index} class="link" d=${d} />`), [curves]);
  const targets = useMemo(
    () =>
      curves.map(
        (d, index) => html`<path key=${index} class="link-target" d=${d} data-focus=${focusOf(links[index])} />`,
      ),
    [curves],
  );
  const isAll = step?.phase === 'update';
  const isFlowing = (/** @type {number} */ layer) => isAll || layer === picture.flowing;
  useEffect(() => {
    if (!svg.current || !step) return;
    const palette = paletteOf(theme);
    const numbers = linkNumbers(seen.trace, seen.session, step, links);
    const own = largest(numbers.filter((_, index) => isFlowing(links[index].layer))) || 1;
    const isGradient = step.what === 'gradients' || step.what === 'inputs';
    drawLinks(svg.current.getElementsByClassName('link'), numbers, {
      idle: palette.hairline,
      ramp: (index) => (isGradient && isFlowing(links[index].layer) ? palette.gradients : palette.values),
      reach: (index) => (isFlowing(links[index].layer) ? own : WEIGHT_REACH),
      faded: (index) => !isFlowing(links[index].layer),
    });
  }, [seen, step, theme, curves, picture]);
  const place = scope.shown.value;
  const looked = links.findIndex(
    ({ layer, unit, from }) => isFlowing(layer) && layer === place.layer && unit === place.unit && from === place.from,
  );
  const kinds = [...wires, ...skips];
  const moving = [
    ...curves.filter((_, index) => isFlowing(links[index].layer)),
    ...others.filter((_, index) => isFlowing(kinds[index].layer)),
    ...(isOfLoss(scope, seen) ? toLoss : []),
  ];
  return html`<svg ref=${svg} class="links" width=${width} height=${height} aria-hidden="true">
    ${others.map((d, index) => html`<path key=${index} class=${`wire ${isFlowing(kinds[index].layer) ? 'flowing' : ''}`} d=${d} />`)}
    ${toLoss.map((d, index) => html`<path key=${index} class=${`wire ${isOfLoss(scope, seen) ? 'flowing' : ''}`} d=${d} />`)}
    ${paths}
    ${looked >= 0 && html`<path class="link-looked" d=${curves[looked]} />`}
    <path key=${scope.moves.value} class=${`pulse ${step?.phase === 'backward' ? 'back' : ''} ${scope.moves.value > 0 && !isAll ? 'moving' : ''}`} d=${moving.join('')} />
    ${targets}
  </svg>`;
}

/** @param {Topology['links'][number]} link */
const focusOf = ({ layer, from, unit }) => `link ${layer} ${unit} ${from}`;

/** Whether the present step is the loss's, forward or back. @param {Microscope} scope @param {Seen} seen */
const isOfLoss = (scope, { trace }) => trace.ops[scope.step.value?.op ?? -1]?.kind === 'loss';

/** From the outputs to the loss. @param {Placement['columns']} columns */
function lossCurves(columns) {
  const [from, to] = columns.slice(-2);
  return from.ys.map((y) => linkPath(from.x + from.half, y, to.x - to.half, to.ys[0]));
}
