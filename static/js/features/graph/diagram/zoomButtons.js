/**
 * Buttons that zoom the graph.
 *
 * @import {Viewport} from './viewport.js'
 */

import { html } from 'htm/preact';
import { Maximize2, Minus, Plus } from 'lucide';

import { Button } from '../../../controls/button.js';

const STEP = 1.5;

/** @param {{viewport: Viewport}} props */
export function ZoomButtons({ viewport }) {
  return html`<div class="zoom-buttons" role="group" aria-label="Zoom">
    <${Button} icon=${Minus} kind="quiet" title="Zoom out (− in the graph, or Ctrl and the wheel)"
      onPress=${() => viewport.zoomBy(1 / STEP)} />
    <${Button} icon=${Plus} kind="quiet" title="Zoom in (+ in the graph, or Ctrl and the wheel)"
      onPress=${() => viewport.zoomBy(STEP)} />
    <${Button} icon=${Maximize2} kind="quiet" title="Fit the graph (0 in the graph)" disabled=${viewport.zoom === null}
      onPress=${viewport.fit} />
  </div>`;
}
