/**
 * The button that starts a workshop with the present run and view, or leads back to the one that this browser teaches.
 *
 * @import {App} from '../../../core/app.js'
 */

import { html } from 'htm/preact';
import { Users } from 'lucide';
import { useState } from 'preact/hooks';

import { Button } from '../../../controls/button.js';
import { roomOfTab } from '../../../core/room/membership.js';
import { roomAddress, startWorkshop, taughtWorkshop, viewAt, viewsOf } from '../../../core/room/workshop.js';

const ROOM = 'room'; // the page of the workshop, which needs no button; nor does a member
const START = 'Start a workshop: a class joins by a link or a code, and you see every network';

/** @param {{app: App}} props */
export function WorkshopButton({ app }) {
  const { preferences, location, choices, root, store } = app;
  const [isStarting, setStarting] = useState(false);
  const view = viewAt(location.pathname, root);
  if (view === ROOM || roomOfTab(app.tabStorage)) return null;
  const taught = taughtWorkshop(preferences);
  const open = async () => {
    setStarting(true);
    try {
      const { lesson } = choices.read();
      const isView = viewsOf(document, root).some(({ value }) => value === view); // the glossary is none
      const about = { ...(isView && { view }), ...(lesson && { lesson }) };
      location.href = roomAddress(app, taught?.id ?? (await startWorkshop(app, about)));
    } catch (error) {
      const { message } = /** @type {Error} */ (error);
      store.dispatch({ type: 'notice', notice: { kind: 'error', text: message } });
      setStarting(false);
    }
  };
  return html`<${Button}
    icon=${Users}
    kind="menu-button workshop-button"
    disabled=${isStarting}
    title=${taught ? 'Back to your workshop' : START}
    onPress=${open}
  ><span class="button-label">Workshop</span></${Button}>`;
}
