/**
 * The wall of a teacher: a tile for every member, as large as they fit. The arrow keys move between tiles, Enter opens
 * a member's run.
 *
 * @import {ReadonlySignal} from '@preact/signals'
 * @import {WallEntry} from '../../../protocol/room.js'
 * @import {TileLayout} from '../../../draw/tileLayout.js'
 * @import {Teacher} from '../teacher.js'
 */

import { html } from 'htm/preact';
import { useLayoutEffect, useMemo } from 'preact/hooks';

import { layOutTiles } from '../../../draw/tileLayout.js';
import { useSize } from '../../../core/hooks.js';
import { Tile, describe, tileStyle } from './tile.js';

const LIMITS = { least: 72, most: 320, gap: 16, line: 20 };

/** @param {{teacher: Teacher, isAsking: boolean}} props */
export function WallView({ teacher, isAsking }) {
  const ids = teacher.arrangement.shown.value;
  const [area, { width, height }] = useSize();
  const layout = useMemo(() => layOutTiles(ids.length, { width, height }, LIMITS), [ids.length, width, height]);
  const isSelecting = teacher.isSelecting.value;
  useLayoutEffect(() => {
    const last = area.current?.querySelector(`[data-member="${teacher.lastOpened}"]`);
    if (last instanceof HTMLElement) {
      last.focus({ preventScroll: true });
      teacher.lastOpened = null;
    }
    keepOneTabStop(area.current);
  }, [ids, width > 0]);

  /** @param {KeyboardEvent} event */
  const key = (event) => {
    const tiles = tilesIn(area.current);
    const at = tiles.indexOf(/** @type {HTMLElement} */ (document.activeElement));
    const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -layout.columns, ArrowDown: layout.columns }[event.key];
    const next = event.key === 'Home' ? 0 : event.key === 'End' ? tiles.length - 1 : at + (step ?? NaN);
    if (at < 0 || !tiles[next]) return;
    event.preventDefault();
    tiles[next].focus();
  };
  /** @param {Event} event */
  const focus = ({ target }) => {
    for (const tile of tilesIn(area.current)) tile.tabIndex = tile === target ? 0 : -1;
  };
  return html`<ul
    ref=${area}
    class=${`wall ${layout.detail} ${isSelecting ? 'selecting' : ''}`}
    aria-label="Members"
    style=${tileStyle(layout)}
    onKeyDown=${key}
    onFocusIn=${focus}
  >
    ${
      width > 0 &&
      ids.map((id) => {
        const entry = teacher.wall.entryOf(id);
        return (
          entry && html`<li key=${id}><${MemberTile} ...${{ teacher, entry, layout, isSelecting, isAsking }} /></li>`
        );
      })
    }
  </ul>`;
}

/**
 * @param {object} props
 * @param {Teacher} props.teacher
 * @param {ReadonlySignal<WallEntry>} props.entry
 * @param {TileLayout} props.layout
 * @param {boolean} props.isSelecting
 * @param {boolean} props.isAsking
 */
function MemberTile({ teacher, entry, layout, isSelecting, isAsking }) {
  const value = entry.value;
  const isSelected = teacher.selected.value.has(value.id);
  const isShown = teacher.room.state.value?.shown === value.id;
  const description = describe(value);
  return html`<button
    type="button"
    class=${`tile ${isShown ? 'shown' : ''}`}
    data-state=${value.state}
    data-member=${value.id}
    aria-pressed=${isSelecting ? isSelected : undefined}
    title=${isShown ? `${description}, on the projector` : description}
    onClick=${() => (isSelecting ? teacher.toggleSelected(value.id) : teacher.openMember(value.id))}
  >
    <${Tile} scene=${teacher.app} ...${{ entry, layout, isAsking }} />
  </button>`;
}

/**
 * @param {HTMLElement | null} wall
 * @returns {HTMLElement[]}
 */
const tilesIn = (wall) => [...(wall?.querySelectorAll('button') ?? [])];

/**
 * Make exactly one tile a stop of the Tab key.
 *
 * @param {HTMLElement | null} wall
 */
function keepOneTabStop(wall) {
  const tiles = tilesIn(wall);
  const stop = tiles.find((tile) => tile === document.activeElement) ?? tiles.find(({ tabIndex }) => tabIndex === 0);
  for (const tile of tiles) tile.tabIndex = tile === (stop ?? tiles[0]) ? 0 : -1;
}
