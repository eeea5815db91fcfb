/**
 * The pulses of a stage: few and large, from left to right in the colours of values on the way forward, from right to
 * left in the colours of gradients on the way back, and between the outputs and the loss.
 *
 * @import {Pass, PassNumbers, Stage} from '../../../core/slowMotion/pass.js'
 * @import {Placement} from '../../../draw/layout.js'
 * @import {Topology} from '../../shared/topology.js'
 */

import { html } from 'htm/preact';

import { largest } from '../../../draw/links.js';
import { colourOf, paletteOf } from '../../../draw/palette.js';
import { curvesOf, othersOf } from '../../shared/curves.js';
import { pulsesAt } from './linkNumbers.js';
import { placeOfLoss } from './lossBadge.js';

const SIZE = { smallest: 6, largest: 15 }; // CSS pixels
const FAINTEST = 0.45; // strength of the colour of the smallest pulse

/**
 * @param {object} props
 * @param {Pass} props.pass
 * @param {Stage} props.stage
 * @param {PassNumbers} props.numbers
 * @param {Topology} props.topology
 * @param {Placement} props.placement
 * @param {'light' | 'dark'} props.theme
 */
export function Pulses({ pass, stage, numbers, topology, placement, theme }) {
  const { values, gradients } = paletteOf(theme);
  const isBackward = stage.phase === 'backward';
  const isAtLoss = stage.phase === 'loss' || (isBackward && stage.layer === pass.session.layers.length - 1);
  const curves = isAtLoss
    ? lossCurves(placement)
    : [...curvesOf(topology, placement), ...othersOf(topology, placement)];
  const known = (isBackward ? numbers.adjoints : numbers.values).get(stage.layer)?.numbers ?? [];
  const pulses = isAtLoss
    ? curves.map((_, route) => ({ route, value: known[route] ?? 0 }))
    : pulsesAt(pass, stage, numbers, topology);
  const most = largest(pulses.map(({ value }) => value)) || 1;
  return pulses.map(({ route, value }) => {
    const share = Math.abs(value) / most;
    const style = {
      '--size': `${SIZE.smallest + (SIZE.largest - SIZE.smallest) * Math.sqrt(share)}px`,
      offsetPath: `path('${curves[route]}')`,
      backgroundColor: colourOf(
        isBackward ? gradients : values,
        Math.sign(value) * (FAINTEST + (1 - FAINTEST) * share),
      ),
    };
    return html`<span key=${route} class=${`slow-pulse ${isBackward ? 'back' : ''}`} style=${style}></span>`;
  });
}

/**
 * Curves from the outputs to the loss.
 *
 * @param {Placement} placement
 */
function lossCurves(placement) {
  const { x, ys } = placement.columns[placement.columns.length - 1];
  const loss = placeOfLoss(placement);
  return ys.map((y) => `M${x} ${y}L${loss.x} ${loss.y}`);
}
