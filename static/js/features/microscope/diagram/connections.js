/**
 * The connections: those of the current step in full, the others faint, and a pulse along them when the step starts.
 *
 * @import {App} from '../../../core/app.js'
 * @import {Focus} from '../../../core/model.js'
 * @import {Placement} from '../../../draw/layout.js'
 * @import {Microscope} from '../microscope.js'
 * @import {PassState} from '../passState.js'
 * @import {Quantity} from '../quantities.js'
 * @import {Snapshot} from '../../../core/trace/types.js'
 * @import {Topology} from '../../shared/topology.js'
 */

import { html } from 'htm/preact';
import { useEffect, useMemo, useRef } from 'preact/hooks';

import { formatBrief } from '../../../draw/format.js';
import { linkPath } from '../../../draw/layout.js';
import { FADED, drawLinks, largest } from '../../../draw/links.js';
import { paletteOf } from '../../../draw/palette.js';
import { useSelector } from '../../../core/hooks.js';
import { layerOf } from '../../../core/trace/opLayers.js';
import { linkNumbers } from '../passState.js';
import { isOf } from '../quantities.js';
import { weightLabelsOf } from './weightLabels.js';
import { curvesOf, othersOf } from '../../shared/curves.js';

const OVERVIEW = 0.5; // opacity of all connections before the first one is used
const RESTING = 0.75; // opacity of the weights outside of the layer of the step
const FULL_COLOUR_WEIGHT = 2.5; // weights of this size and above get the full colour and width

/**
 * @param {object} props
 * @param {App} props.app
 * @param {Microscope} props.scope
 * @param {Snapshot} props.snapshot
 * @param {Topology} props.topology
 * @param {Placement} props.placement
 * @param {PassState} props.passState
 */
export function Connections({ app, scope, snapshot, topology, placement, passState }) {
  const theme = useSelector(app.store, ({ look }) => look.theme);
  const step = scope.step.value;
  const svg = useRef(/** @type {SVGSVGElement | null} */ (null));
  const { width, height, columns } = placement;
  const curves = useMemo(() => curvesOf(topology, placement), [topology, placement]);
  const others = useMemo(() => othersOf(topology, placement), [topology, placement]);
  const toLoss = useMemo(() => lossCurves(columns), [columns]);
  const { links, wires, skips } = topology;
  const labels = useMemo(() => weightLabelsOf(links, columns), [links, columns]);
  const paths = useMemo(() => curves.map((d, index) => html`<path key=${index} class="link" d=${d} />`), [curves]);
  const targets = useMemo(
    () =>
      curves.map(
        (d, index) => html`<path key=${index} class="link-target" d=${d} data-focus=${wordsOf(links[index])} />`,
      ),
    [curves],
  );
  const isUpdate = step?.phase === 'update';
  const isFlowing = (/** @type {number} */ layer) => isUpdate || layer === passState.flowingLayer;
  useEffect(() => {
    if (!svg.current || !step) return;
    const palette = paletteOf(theme);
    const numbers = linkNumbers(snapshot.trace, snapshot.session, step, links);
    const reach = largest(numbers.filter((_, index) => isFlowing(links[index].layer))) || 1;
    const isGradient = step.quantity === 'gradients' || step.quantity === 'inputs';
    drawLinks(svg.current.getElementsByClassName('link'), numbers, {
      idle: palette.hairline,
      ramp: (index) => (isGradient && isFlowing(links[index].layer) ? palette.gradients : palette.values),
      reach: (index) => (isFlowing(links[index].layer) ? reach : FULL_COLOUR_WEIGHT),
      opacity: (index) => (isFlowing(links[index].layer) ? 1 : step.phase === 'input' ? OVERVIEW : FADED),
    });
  }, [snapshot, step, theme, curves, passState]);
  const blocks = useMemo(() => weightsByLayer(snapshot), [snapshot]);
  const weightText = (/** @type {Topology['links'][number]} */ { layer, from, unit }) => {
    const block = blocks.get(layer);
    const isGradient = step?.quantity === 'gradients' && step.layer === layer;
    const value = /** @type {any} */ (isGradient ? block?.gradient : block?.values)?.[from]?.[unit] ?? null;
    return value === null ? '' : formatBrief(value);
  };
  const lit = scope.lit.value;
  const selection = scope.shownSelection.value;
  const selected = links.findIndex(
    ({ layer, unit, from }) =>
      isFlowing(layer) && layer === selection.layer && unit === selection.unit && from === selection.from,
  );
  const litCurves = (/** @type {Quantity} */ quantity) =>
    curves.filter((_, index) => isOf(quantity, focusOf(links[index])));
  const isLossStep = snapshot.trace.ops[step?.op ?? -1]?.kind === 'loss' && step?.quantity !== 'output';
  const otherLinks = [...wires, ...skips];
  const moving = [
    ...curves.filter((_, index) => isFlowing(links[index].layer)),
    ...others.filter((_, index) => isFlowing(otherLinks[index].layer)),
    ...(isLossStep ? toLoss : []),
  ];
  const hasPulse = scope.moveCount.value > 0 && !isUpdate;
  const direction = step?.phase === 'backward' ? 'back' : '';
  const wire = (/** @type {string} */ d, /** @type {number} */ key, /** @type {boolean} */ isInStep) =>
    html`<path key=${key} class=${`wire ${isInStep ? 'flowing' : ''}`} d=${d} />`;
  return html`<svg ref=${svg} class="links" width=${width} height=${height} aria-hidden="true">
    ${others.map((d, index) => wire(d, index, isFlowing(otherLinks[index].layer)))}
    ${toLoss.map((d, index) => wire(d, index, isLossStep))}
    ${paths}
    ${selected >= 0 && html`<path class="link-selected" d=${curves[selected]} />`}
    ${lit && html`<path class="link-selected" d=${litCurves(lit).join('')} />`}
    <path key=${scope.moveCount.value} class=${`pulse ${direction} ${hasPulse ? 'moving' : ''}`} d=${moving.join('')} />
    ${labels.map(
      ({ index, x, y }) => html`<text key=${index} class="weight-label" x=${x} y=${y}
        opacity=${isFlowing(links[index].layer) ? 1 : RESTING}>${weightText(links[index])}</text>`,
    )}
    ${targets}
  </svg>`;
}

/**
 * Weights of the dense layers whose parameters are traced.
 *
 * @param {Snapshot} snapshot
 */
const weightsByLayer = ({ trace, session }) =>
  new Map(trace.ops.flatMap((op) => (op.kind === 'dense' && op.weights ? [[layerOf(op, session), op.weights]] : [])));

/** @param {Topology['links'][number]} link @returns {Focus} */
const focusOf = ({ layer, from, unit }) => ({ kind: 'link', layer, unit, from });

/** @param {Topology['links'][number]} link */
const wordsOf = (link) => Object.values(focusOf(link)).join(' ');

/**
 * Curves from the outputs to the loss.
 *
 * @param {Placement['columns']} columns
 */
function lossCurves(columns) {
  const [from, to] = columns.slice(-2);
  return from.ys.map((y) => linkPath(from.x + from.half, y, to.x - to.half, to.ys[0]));
}
