/**
 * Buttons and keys that zoom the graph, and a button that folds it.
 *
 * @import {Shortcut} from '../../../core/shortcuts/shortcuts.js'
 * @import {Viewport} from './viewport.js'
 */

import { html } from 'htm/preact';
import { Maximize2, Minus, Plus } from 'lucide';

import { Button } from '../../../controls/button.js';

const STEP = 1.5;

/**
 * @param {Viewport} viewport
 * @returns {Shortcut[]}
 */
export const zoomShortcuts = (viewport) => [
  { keys: ['+', '='], label: 'Zoom in', act: () => viewport.zoomBy(STEP), repeats: true },
  { keys: ['-'], label: 'Zoom out', act: () => viewport.zoomBy(1 / STEP), repeats: true },
  { keys: ['0'], label: 'Show the whole graph', act: () => viewport.showWhole() },
];

/** @param {{viewport: Viewport, isFolded: boolean, onFold: (() => void) | null}} props onFold: null if nothing folds */
export function ZoomButtons({ viewport, isFolded, onFold }) {
  return html`<div class="zoom-buttons" role="group" aria-label="Zoom and fold">
    ${
      onFold &&
      html`<${Button} kind="quiet" title="Draw the operations of each named value as one node" pressed=${isFolded}
        onPress=${onFold}>Fold</${Button}>`
    }
    <${Button} icon=${Minus} kind="quiet" title="Zoom out (−, or Ctrl and the wheel)"
      onPress=${() => viewport.zoomBy(1 / STEP)} />
    <${Button} icon=${Plus} kind="quiet" title="Zoom in (+, or Ctrl and the wheel)"
      onPress=${() => viewport.zoomBy(STEP)} />
    <${Button} icon=${Maximize2} kind="quiet" title="Show the whole graph (0)"
      onPress=${viewport.showWhole} />
  </div>`;
}
