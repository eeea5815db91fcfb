/**
 * The menu of a run: examples, a link to share, files, how the page is shown, and a workshop.
 *
 * @import {App} from '../../core/app.js'
 */

import { html } from 'htm/preact';

import { Examples } from './menu/examples.js';
import { Files } from './menu/files.js';
import { Share } from './menu/share.js';
import { View } from './menu/view.js';
import { WorkshopButton } from './menu/workshop.js';

/** @param {{app: App}} props */
export function Menu({ app }) {
  return html`
    <${Examples} app=${app} />
    <${Share} app=${app} />
    <${Files} app=${app} />
    <${View} app=${app} />
    <${WorkshopButton} app=${app} />
  `;
}

/** The menu of a view without a run. @param {{app: App}} props */
export const ViewMenu = ({ app }) => html`
  <${View} app=${app} hasParts=${false} />
  <${WorkshopButton} app=${app} />
`;
