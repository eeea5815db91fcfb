/**
 * A watched run, live and read-only: network, output and losses, drawn by the components of the playground, which the
 * page hands in.
 *
 * @import {ComponentType} from 'preact'
 * @import {App} from '../../../core/app.js'
 *
 * @typedef {ComponentType<{app: App}>} Part
 * @typedef {{Network: Part, Readout: Part, Output: Part, LossPanel: Part}} RunParts
 */

import { html } from 'htm/preact';

import { useSelector } from '../../../core/hooks.js';

/** @param {{app: App, parts: RunParts}} props app: with the store of the watched run */
export function RunView({ app, parts: { Network, Readout, Output, LossPanel } }) {
  const isHere = useSelector(app.store, ({ session }) => session !== null);
  return html`<div class="watched-run">
    <section class="network-panel" aria-label="Network">
      <div class="network"><${Network} app=${app} /></div>
      ${isHere && html`<div class="readout"><${Readout} app=${app} /></div>`}
    </section>
    <section class="output-panel" aria-label="Output">
      ${
        isHere &&
        html`
          <div class="output"><${Output} app=${app} /></div>
          <div class="loss-panel"><${LossPanel} app=${app} /></div>
        `
      }
    </section>
  </div>`;
}
