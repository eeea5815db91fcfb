/**
 * The connections in slow motion: terms of the sums, then gradients, then weights with their change.
 *
 * @import {App} from '../../../core/app.js'
 * @import {Pass, Stage} from '../../../core/slowMotion/pass.js'
 * @import {Placement} from '../../../draw/layout.js'
 * @import {Palette, Ramp} from '../../../draw/palette.js'
 * @import {Topology} from '../../shared/topology.js'
 * @import {LinkNumber} from './linkNumbers.js'
 */

import { html } from 'htm/preact';
import { useEffect, useMemo, useRef } from 'preact/hooks';

import { drawLinks, largest } from '../../../draw/links.js';
import { paletteOf } from '../../../draw/palette.js';
import { useSelector } from '../../../core/hooks.js';
import { curvesOf } from '../../shared/curves.js';
import { WEIGHT_REACH } from '../network/links.js';
import { linkNumbersAt, magnificationOf, magnified } from './linkNumbers.js';

const OLD_WEIGHTS_TIME = 300; // ms that the weights before the update are shown

/**
 * @param {object} props
 * @param {App} props.app
 * @param {Pass} props.pass
 * @param {Stage} props.stage
 * @param {Topology} props.topology
 * @param {Placement} props.placement
 * @param {'light' | 'dark'} props.theme
 */
export function Connections({ app, pass, stage, topology, placement, theme }) {
  const svg = useRef(/** @type {SVGSVGElement | null} */ (null));
  const { links } = topology;
  const { width, height } = placement;
  const after = useSelector(app.store, ({ live }) => live?.parameters ?? null);
  const curves = useMemo(() => curvesOf(topology, placement), [topology, placement]);
  const paths = useMemo(() => curves.map((d, index) => html`<path key=${index} class="link" d=${d} />`), [curves]);
  const isUpdate = stage.phase === 'update';
  const { values: changed, magnification } = useMemo(
    () => changesOf(pass.before, after, links),
    [pass, isUpdate ? after : null, links],
  );
  useEffect(() => {
    const numbers = linkNumbersAt(pass, stage, links);
    const look = lookOf(numbers, links, paletteOf(theme));
    const draw = (/** @type {number[]} */ values) =>
      drawLinks(svg.current?.getElementsByClassName('link') ?? [], values, look);
    draw(numbers.map(({ value }) => value));
    return isUpdate && changed ? app.clock.after(OLD_WEIGHTS_TIME, () => draw(changed)) : undefined;
  }, [pass, stage, topology, placement, theme, changed]);
  return html`
    <svg ref=${svg} class="links" width=${width} height=${height}>${paths}</svg>
    ${isUpdate && magnification > 1 && html`<p class="slow-note">Changes are drawn ${magnification}\u00d7 larger</p>`}
  `;
}

/**
 * Weights with their changes, drawn so large that they are seen; null if they are not known.
 *
 * @param {Float32Array | null} before
 * @param {Float32Array | null} after
 * @param {Topology['links']} links
 */
function changesOf(before, after, links) {
  if (!before || !after || before === after) return { values: null, magnification: 1 };
  const pairs = links.map(({ parameter }) => [before[parameter], after[parameter]]);
  const magnification = magnificationOf(pairs.map(([old, next]) => Math.abs(next) - Math.abs(old)));
  return { values: pairs.map(([old, next]) => magnified(old, next, magnification)), magnification };
}

/**
 * The look of the connections: terms and gradients are scaled by layer, weights as in the network that trains.
 *
 * @param {LinkNumber[]} numbers
 * @param {Topology['links']} links
 * @param {Palette} palette
 */
function lookOf(numbers, links, palette) {
  /** @type {Map<number, number>} */
  const reaches = new Map();
  numbers.forEach(({ value }, index) => {
    const { layer } = links[index];
    reaches.set(layer, Math.max(reaches.get(layer) ?? 0, largest([value])));
  });
  return {
    idle: palette.hairline,
    ramp: (/** @type {number} */ index) =>
      /** @type {Ramp} */ (numbers[index].quantity === 'gradient' ? palette.gradients : palette.values),
    reach: (/** @type {number} */ index) =>
      numbers[index].quantity === 'weight' ? WEIGHT_REACH : reaches.get(links[index].layer) || 1,
    opacity: (/** @type {number} */ index) => opacityOf(numbers[index]),
  };
}

/**
 * Opacity of a connection: those of the present stage stand out, those that a value has passed stay visible.
 *
 * @param {LinkNumber} number
 */
const opacityOf = ({ quantity, isActive }) => (isActive ? 1 : quantity === 'weight' ? 0.2 : 0.45);
