/**
 * The layer over the network that shows the pass of a sample in slow motion: numbers on the connections and neurons,
 * the loss beside the output, and pulses that move from stage to stage.
 *
 * @import {App} from '../../../core/app.js'
 * @import {Pass} from '../../../core/slowMotion/pass.js'
 * @import {Placement} from '../../../draw/layout.js'
 * @import {Topology} from '../../shared/topology.js'
 */

import { html } from 'htm/preact';
import { useEffect, useMemo, useRef } from 'preact/hooks';

import { useSelector } from '../../../core/hooks.js';
import { SPEEDS } from '../../../core/session/speeds.js';
import { numbersAt } from '../../../core/slowMotion/pass.js';
import { Connections } from './connections.js';
import { LossBadge } from './lossBadge.js';
import { Plates } from './plates.js';
import { Pulses } from './pulses.js';

const BESIDE = 40; // CSS pixels beside a column that are to be in view too

/** @param {{app: App, topology: Topology, placement: Placement}} props */
export function SlowMotionLayer({ app, topology, placement }) {
  const session = useSelector(app.store, (state) => state.session);
  const pass = app.slowMotion.pass.value;
  if (!pass || pass.session !== session) return null;
  return html`<${Stage} ...${{ app, pass, topology, placement }} />`;
}

/** @param {{app: App, pass: Pass, topology: Topology, placement: Placement}} props */
function Stage({ app, pass, topology, placement }) {
  const index = app.slowMotion.index.value;
  const stage = pass.stages[index];
  const speed = useSelector(app.store, ({ look }) => look.speed);
  const theme = useSelector(app.store, ({ look }) => look.theme);
  const numbers = useMemo(() => numbersAt(pass, stage), [pass, stage]);
  const layer = useRef(/** @type {HTMLElement | null} */ (null));
  const column = placement.columns[stage.layer + 1];
  useEffect(() => bringIntoView(layer.current, column, placement.width), [stage]);
  const parts = { app, pass, stage, numbers, topology, placement, theme };
  const key = `${pass.trace.step} ${index}`; // pulses and new numbers start their animation at every stage
  return html`<div
    ref=${layer}
    class="slow-motion"
    aria-hidden="true"
    style=${{ '--stage': `${1000 / (SPEEDS[speed].stages ?? 1)}ms` }}
  >
    <${Connections} ...${parts} />
    <${Pulses} key=${key} ...${parts} />
    <${Plates} ...${parts} stageKey=${key} />
    ${!['input', 'forward'].includes(stage.phase) && html`<${LossBadge} ...${parts} />`}
  </div>`;
}

/**
 * Scroll a network that is wider than its frame to a column.
 *
 * @param {HTMLElement | null} layer
 * @param {Placement['columns'][number]} column
 * @param {number} width of the network
 */
function bringIntoView(layer, { x, half }, width) {
  const frame = layer?.closest('.network-frame');
  if (!frame) return;
  const { scrollLeft, clientWidth } = frame;
  const isSeen = x - half - BESIDE >= scrollLeft && x + half + BESIDE <= scrollLeft + clientWidth;
  const left = Math.max(0, Math.min(x - clientWidth / 2, width - clientWidth));
  const isCalm = matchMedia('(prefers-reduced-motion: reduce)').matches;
  if (!isSeen && left !== scrollLeft) frame.scrollTo({ left, behavior: isCalm ? 'auto' : 'smooth' });
}
