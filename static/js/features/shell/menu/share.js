/**
 * A link to the run: its data and settings, and optionally its weights.
 *
 * @import {App} from '../../../core/app.js'
 */

import { html } from 'htm/preact';
import { Copy, Share2 } from 'lucide';
import { useEffect, useState } from 'preact/hooks';

import { Button } from '../../../controls/button.js';
import { Popover } from '../../../controls/popover.js';
import { Switch } from '../../../controls/switch.js';
import { useSelector } from '../../../core/hooks.js';
import { isLive } from '../../../core/selectors.js';
import { copyText } from '../../shared/export/copyText.js';

/** @param {{app: App}} props */
export function Share({ app }) {
  const disabled = !useSelector(app.store, isLive);
  return html`<${Popover} icon=${Share2} label="Share" title="A link to this run" kind="menu-button" ...${{ disabled }}>
    ${() => html`<${Link} app=${app} />`}
  </${Popover}>`;
}

/** @param {{app: App}} props */
function Link({ app: { run } }) {
  const [withWeights, setWithWeights] = useState(false);
  const [link, setLink] = useState('');
  const [message, setMessage] = useState('');
  useEffect(() => {
    let isWanted = true;
    const show = (/** @type {string} */ made, /** @type {string} */ text) => {
      setLink(made);
      setMessage(text);
    };
    run.link(withWeights).then(
      (made) => isWanted && show(made, ''),
      (/** @type {Error} */ error) => isWanted && show('', error.message),
    );
    return () => {
      isWanted = false;
    };
  }, [withWeights]);
  const copy = async () => {
    const isCopied = await copyText(link);
    setMessage(isCopied ? 'Copied.' : 'The browser does not allow copying here. Select the link and copy it.');
  };
  return html`<div class="menu-card">
    <h2>A link to this run</h2>
    <p class="quiet">Everyone who opens it gets their own run, with the same data and settings.</p>
    <${Switch} label="Include the current weights"
      title="Include the trained weights in the link"
      on=${withWeights} onSwitch=${setWithWeights} />
    <div class="copy-row">
      <input
        type="text"
        readonly
        aria-label="Link"
        value=${link}
        onFocus=${(/** @type {any} */ event) => event.currentTarget.select()}
      />
      <${Button} icon=${Copy} kind="primary" disabled=${!link} title="Copy the link" onPress=${copy}>Copy</${Button}>
    </div>
    <p class="said" role="status">${message}</p>
  </div>`;
}
