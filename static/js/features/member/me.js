/**
 * The member: name, another device, the run to take along, leaving the workshop.
 *
 * @import {App} from '../../core/app.js'
 * @import {Member} from '../../core/room/member.js'
 * @import {RoomLink} from '../../protocol/room.js'
 */

import { html } from 'htm/preact';
import { ChevronDown, Copy, LogOut } from 'lucide';
import { useEffect, useState } from 'preact/hooks';

import { Button } from '../../controls/button.js';
import { Popover } from '../../controls/popover.js';
import { DownloadRun } from './downloadRun.js';
import { copyText } from '../shared/export/copyText.js';

const LONGEST_NAME = 40; // characters

/** @param {{app: App, member: Member}} props */
export function Me({ app, member }) {
  const name = member.name.value;
  if (!name) return null;
  return html`<${Popover} icon=${ChevronDown} label=${name} kind="menu-button me-button"
    title="Your name, another device, your run as a file, leaving the workshop">
    ${(/** @type {() => void} */ close) => html`<${Card} ...${{ app, member, name, close }} />`}
  </${Popover}>`;
}

/** @param {{app: App, member: Member, name: string, close: () => void}} props */
function Card({ app, member, name, close }) {
  const [typed, setTyped] = useState(name);
  const [isLeaving, setLeaving] = useState(false);
  const problem = member.problem.value;
  const rename = async (/** @type {Event} */ event) => {
    event.preventDefault();
    if (typed.trim() === name || (await member.rename(typed.trim()))) close();
  };
  return html`<div class="menu-card">
    <form class="name-form" onSubmit=${rename}>
      <label class="field-label" for="member-name">Your name</label>
      <input id="member-name" type="text" value=${typed} maxlength=${LONGEST_NAME} autocomplete="nickname"
        spellcheck=${false} onInput=${(/** @type {any} */ event) => setTyped(event.currentTarget.value)} />
      <button type="submit" class="button" disabled=${!typed.trim()}>Save</button>
      ${problem && html`<p class="field-problem" role="alert">${problem}</p>`}
    </form>
    <${Device} member=${member} />
    <${DownloadRun} app=${app} kind="wide" onPress=${close} />
    <div class="leaving">
      ${
        isLeaving
          ? html`<p>Leave the workshop? Your run stays in this tab, but the teacher no longer sees it.</p>
            <${Button} title="Leave the workshop" onPress=${() => member.leave()}>Leave</${Button}>
            <${Button} kind="quiet" title="Stay in the workshop" onPress=${() => setLeaving(false)}>Stay</${Button}>`
          : html`<${Button} kind="wide quiet" icon=${LogOut} title="Leave the workshop"
              onPress=${() => setLeaving(true)}>Leave the workshop…</${Button}>`
      }
    </div>
  </div>`;
}

/**
 * A personal link to this place in the workshop.
 *
 * @param {{member: Member}} props
 */
function Device({ member }) {
  const [isOpen, setOpen] = useState(false);
  const [link, setLink] = useState(/** @type {RoomLink | null} */ (null));
  const [message, setMessage] = useState('');
  useEffect(() => {
    if (isOpen) member.rest.getMyLink().then(setLink, (/** @type {Error} */ error) => setMessage(error.message));
  }, [isOpen]);
  if (!isOpen) {
    return html`<${Button} kind="wide" title="A personal link to your place in the workshop"
      onPress=${() => setOpen(true)}>Continue on another device…</${Button}>`;
  }
  const copy = async () => {
    const isCopied = await copyText(link?.url ?? '');
    setMessage(isCopied ? 'Copied.' : 'The browser does not allow copying here. Select the link and copy it.');
  };
  return html`<section class="device">
    <h2>Continue on another device</h2>
    <p class="quiet">Scan the code or open the link there. It is yours alone: whoever has it works as you.</p>
    ${
      link &&
      html`<img class="qr" src=${member.rest.myQrAddress()} alt="QR code of your personal link"
        width="180" height="180" />`
    }
    <div class="copy-row">
      <input type="text" readonly aria-label="Personal link" value=${link?.url ?? ''}
        onFocus=${(/** @type {any} */ event) => event.currentTarget.select()} />
      <${Button} icon=${Copy} disabled=${!link} title="Copy the link" onPress=${copy}>Copy</${Button}>
    </div>
    ${
      link?.reach === 'this machine' &&
      html`<p class="quiet">The server can be reached on this computer only, so the link works in its browsers.</p>`
    }
    <p class="said" role="status">${message}</p>
  </section>`;
}
