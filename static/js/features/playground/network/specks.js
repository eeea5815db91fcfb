/**
 * The specks that move along the connections while the network trains, one into each neuron: forwards with the values,
 * backwards with the gradients. The browser moves them by itself, so they stay fluent while the page is busy.
 *
 * @import {App} from '../../../core/app.js'
 * @import {State} from '../../../core/model.js'
 * @import {Placement} from '../../../draw/layout.js'
 * @import {Topology} from '../../shared/topology.js'
 */

import { html } from 'htm/preact';
import { useEffect, useMemo, useRef } from 'preact/hooks';

import { pointOnLink } from '../../../draw/layout.js';
import { useSelector } from '../../../core/hooks.js';
import { endsOf } from '../../shared/curves.js';

const DURATION = 1400; // ms from one end of a connection to the other
const SEGMENTS = 12; // straight ones that a curve is divided into

/** @param {{app: App, topology: Topology, placement: Placement}} props */
export function Specks({ app, topology, placement }) {
  const isFlowing = useSelector(app.store, flows);
  const isBackward = useSelector(app.store, ({ look }) => look.links === 'gradients');
  const tracks = useMemo(() => speckTracks(topology, placement), [topology, placement]);
  const isMoving = isFlowing && !app.ticker.prefersLessMotion();
  return isMoving && html`<${Flow} ...${{ tracks, isBackward }} />`;
}

/**
 * True while specks move: the network computes, and nothing is looked at.
 *
 * @param {State} state
 */
const flows = (state) =>
  state.playing && state.connection.phase === 'open' && state.status === 'ready' && state.look.focus === null;

/** @param {{tracks: ReturnType<typeof speckTracks>, isBackward: boolean}} props */
function Flow({ tracks, isBackward }) {
  const box = useRef(/** @type {HTMLElement | null} */ (null));
  useEffect(() => {
    const direction = isBackward ? 'reverse' : 'normal';
    const specks = /** @type {HTMLElement} */ (box.current).children;
    const motions = tracks.map((track, index) =>
      specks[index].animate(keyframesOf(track), { duration: DURATION, iterations: Infinity, direction }),
    );
    return () => motions.forEach((motion) => motion.cancel());
  }, [tracks, isBackward]);
  return html`<div ref=${box} class="specks" aria-hidden="true">
    ${tracks.map((_, index) => html`<i key=${index} class="speck"></i>`)}
  </div>`;
}

/**
 * Connections that carry a speck: one into each neuron, from another neuron for each.
 *
 * @param {Topology} topology
 * @param {Placement} placement
 */
export function speckTracks({ units, links, wires }, { columns }) {
  return units.flat().flatMap(({ layer, unit }) => {
    const into = [...links, ...wires].filter((wire) => wire.layer === layer && wire.unit === unit);
    return into.length > 0 ? [endsOf(into[unit % into.length], columns)] : [];
  });
}

/**
 * Places of a speck along its connection, at equal times.
 *
 * @param {ReturnType<typeof endsOf>} ends
 * @returns {{transform: string}[]}
 */
export const keyframesOf = (ends) =>
  Array.from({ length: SEGMENTS + 1 }, (_, index) => {
    const [x, y] = pointOnLink(ends, index / SEGMENTS);
    return { transform: `translate(${x.toFixed(1)}px, ${y.toFixed(1)}px)` };
  });
