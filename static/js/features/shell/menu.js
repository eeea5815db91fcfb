/**
 * What is done with a run as a whole: examples to begin with, a link to share, a file to keep, and which parts of the
 * page a lesson shows.
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
