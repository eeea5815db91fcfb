/**
 * One member on the wall: the boundary or the losses of the run, and as much text as the size of the tile has room for.
 *
 * @import {ReadonlySignal} from '@preact/signals'
 * @import {IconNode} from 'lucide'
 * @import {WallEntry} from '../../../protocol/room.js'
 * @import {Scene} from '../../../core/app.js'
 * @import {TileLayout} from '../../../draw/tileLayout.js'
 * @import {MemberState} from './arrange.js'
 */

import { html } from 'htm/preact';
import { Check, Hourglass, Moon, Pause, Play, TriangleAlert, Unplug } from 'lucide';
import { useEffect, useRef } from 'preact/hooks';

import { Icon } from '../../../controls/icon.js';
import { sharpContext } from '../../../draw/canvas.js';
import { formatAccuracy, formatCount, formatFigure } from '../../../draw/format.js';
import { paletteOf } from '../../../draw/palette.js';
import { decodeMap, drawTileLosses, drawTileMap } from '../../../draw/tileImage.js';
import { useSelector } from '../../../core/hooks.js';
import { STATE_LABELS, changesOf, lossOf } from './arrange.js';

/** @type {Record<MemberState, IconNode>} */
export const STATE_ICONS = {
  waiting: Hourglass,
  diverged: TriangleAlert,
  playing: Play,
  paused: Pause,
  idle: Moon,
  away: Unplug,
};

const LINES = { large: 3, medium: 2, small: 1, bare: 0 };

/**
 * @param {object} props
 * @param {Scene} props.scene
 * @param {ReadonlySignal<WallEntry>} props.entry
 * @param {TileLayout} props.layout
 * @param {boolean} props.isAsking whether to mark who has answered the open question
 */
export function Tile({ scene, entry, layout: { side, detail }, isAsking }) {
  const value = entry.value;
  const { name, state, accuracy, epoch } = value;
  const lines = LINES[detail];
  return html`
    <${Image} ...${{ scene, side }} entry=${value} />
    <span class=${lines > 0 ? 'tile-name' : 'visually-hidden'}>
      <${Icon} icon=${STATE_ICONS[state]} size=${12} />
      <span>${name}</span>
      ${isAsking && value.answered && html`<${Icon} icon=${Check} size=${14} />`}
    </span>
    <span class="visually-hidden">, ${STATE_LABELS[state]}, loss </span>
    <span class=${lines > 1 ? 'tile-figures' : 'visually-hidden'}>
      <span>${state === 'diverged' ? 'diverged' : formatFigure(lossOf(value))}</span>
      ${accuracy !== null && html`<span class="visually-hidden">, accuracy </span>`}
      ${accuracy !== null && html`<span>${formatAccuracy(accuracy)}</span>`}
      ${lines > 2 && epoch !== null && html`<span>epoch ${formatCount(epoch)}</span>`}
    </span>
    <span class=${lines > 2 ? 'tile-changes' : 'visually-hidden'}>${changesOf(value).join(', ')}</span>
  `;
}

/**
 * The boundary of a run, its confusion matrix for images, or its losses for other data.
 *
 * @param {{scene: Scene, entry: WallEntry, side: number}} props
 */
function Image({ scene: { store, ticker }, entry: { map, losses }, side }) {
  const canvas = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  const theme = useSelector(store, ({ look }) => look.theme);
  const key = map ? map.values : losses.join();
  useEffect(() => {
    const draw = () => {
      if (!canvas.current || side <= 0) return;
      const context = sharpContext(canvas.current, side, side);
      const palette = paletteOf(theme);
      if (map) drawTileMap(context, { ...map, values: decodeMap(map.values) }, side, palette);
      else drawTileLosses(context, losses, side, palette);
    };
    ticker.schedule(draw);
    return () => ticker.cancel(draw);
  }, [key, side, theme]);
  return html`<canvas ref=${canvas} width="1" height="1" aria-hidden="true"></canvas>`;
}

/**
 * What the style sheet needs of the layout.
 *
 * @param {TileLayout} layout
 */
export const tileStyle = ({ side, columns, columnGap }) => ({
  '--side': `${side}px`,
  '--columns': String(columns),
  '--column-gap': `${columnGap}px`,
});

/**
 * Describe a member in one sentence.
 *
 * @param {WallEntry} entry
 */
export function describe(entry) {
  const { name, state, accuracy, epoch, changed } = entry;
  const loss = lossOf(entry);
  return [
    name ?? 'A member',
    STATE_LABELS[state],
    loss !== null && state !== 'diverged' && `loss ${formatFigure(loss)}`,
    accuracy !== null && `accuracy ${formatAccuracy(accuracy)}`,
    epoch !== null && `epoch ${epoch}`,
    changed.length > 0 && `changed ${changesOf(entry).join(', ')}`,
  ]
    .filter(Boolean)
    .join(', ');
}
