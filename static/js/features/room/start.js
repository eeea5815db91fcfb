/**
 * The page without a workshop: starts one.
 *
 * @import {App} from '../../core/app.js'
 */

import { html } from 'htm/preact';
import { useState } from 'preact/hooks';

import { Button } from '../../controls/button.js';
import { TextField } from '../../controls/textField.js';
import { roomAddress, startWorkshop, taughtWorkshop } from '../../core/room/workshop.js';

/** @param {{app: App, note?: string}} props note: why there is no workshop */
export function Start({ app, note = '' }) {
  const [name, setName] = useState('');
  const [problem, setProblem] = useState('');
  const [isStarting, setStarting] = useState(false);
  const taught = taughtWorkshop(app.preferences);
  const isOther = taught !== null && app.choices.read().room !== taught.id;
  const start = async () => {
    setStarting(true);
    setProblem('');
    try {
      app.location.href = roomAddress(app, await startWorkshop(app, { name: name.trim() }));
    } catch (error) {
      setProblem(/** @type {Error} */ (error).message);
      setStarting(false);
    }
  };
  return html`<section class="room-start">
    <h1>Workshop</h1>
    ${note && html`<p class="room-note" role="status">${note}</p>`}
    <p>
      Teach a class on this machine. Everyone opens a link or types a code, and gets a network of their own, without an
      account. You see all of them on one wall.
    </p>
    ${isOther && html`<p><a href=${roomAddress(app, taught.id)}>Back to your workshop</a></p>`}
    <${TextField} label="Name of the workshop, if you like" title="Everyone sees it" most=${60} value=${name}
      onType=${setName} fault=${problem} />
    <${Button} kind="primary" title="Start a workshop" disabled=${isStarting} onPress=${start}>
      Start a workshop</${Button}>
  </section>`;
}
