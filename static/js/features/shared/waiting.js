/**
 * The placeholder of a network that is not loaded yet.
 *
 * @import {App} from '../../core/app.js'
 */

import { html } from 'htm/preact';

import { useSelector } from '../../core/hooks.js';

/**
 * Shows what the page is waiting for.
 *
 * @param {{store: App['store']}} props
 */
export function Waiting({ store }) {
  const { phase, message, progress } = useSelector(store, (state) => state.connection);
  if (phase === 'warming') {
    return html`<div class="waiting">
      <h2>Warming up the engine</h2>
      <progress value=${progress} max="1" aria-label="Warming up"></progress>
      <p>Preparing ${message}. Only the first start takes this long: a minute or two.</p>
    </div>`;
  }
  return html`<div class="waiting">
    <h2>${phase === 'lost' ? 'Waiting for the server' : 'Connecting'}</h2>
    <p>${message || 'Loading the network…'}</p>
  </div>`;
}
