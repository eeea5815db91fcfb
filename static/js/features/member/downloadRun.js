/**
 * A link that downloads the run of this page, to open it in any playground later.
 *
 * @import {App} from '../../core/app.js'
 */

import { html } from 'htm/preact';
import { Download } from 'lucide';

import { Icon } from '../../controls/icon.js';
import { useSelector } from '../../core/hooks.js';
import { exportPath } from '../../protocol/request.js';

/** @param {{app: App, kind?: string, onPress?: () => void}} props kind: class names for its style */
export function DownloadRun({ app, kind = '', onPress }) {
  const id = useSelector(app.store, ({ session }) => session?.id ?? null);
  if (id === null) return null;
  return html`<a class=${`button ${kind}`} href=${app.root + exportPath(id, 'json')} download onClick=${onPress}
    title="A file with your network and its training, which any Backprop Playground can open">
    <${Icon} icon=${Download} />Download your run</a>`;
}
