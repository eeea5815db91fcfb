/**
 * The menu of a run: examples, a link to share, files, and the parts of the page that are shown.
 *
 * @import {App} from '../../core/app.js'
 */

import { html } from 'htm/preact';

import { Examples } from './menu/examples.js';
import { Files } from './menu/files.js';
import { PageParts } from './menu/pageParts.js';
import { Share } from './menu/share.js';

/** @param {{app: App}} props */
export function Menu({ app }) {
  return html`
    <${Examples} app=${app} />
    <${Share} app=${app} />
    <${Files} app=${app} />
    <${PageParts} app=${app} />
  `;
}
