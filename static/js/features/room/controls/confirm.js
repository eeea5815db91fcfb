/**
 * A question before something that cannot be undone.
 *
 * @import {ComponentChildren} from 'preact'
 */

import { html } from 'htm/preact';

import { Button } from '../../../controls/button.js';
import { Dialog } from '../../../controls/dialog.js';

/**
 * @param {object} props
 * @param {string} props.title
 * @param {string} props.action label of the button that does it
 * @param {boolean} props.isOpen
 * @param {() => void} props.onClose
 * @param {() => void} props.onConfirm
 * @param {ComponentChildren} props.children what will happen
 */
export function Confirm({ title, action, isOpen, onClose, onConfirm, children }) {
  const confirm = () => {
    onClose();
    onConfirm();
  };
  return html`<${Dialog} ...${{ title, isOpen, onClose }} kind="small" closeTitle="Close without doing it">
    <div class="dialog-body">
      ${children}
      <div class="dialog-foot">
        <${Button} title="Close without doing it" onPress=${onClose}>Cancel</${Button}>
        <${Button} kind="alarm" title=${title} onPress=${confirm}>${action}</${Button}>
      </div>
    </div>
  </${Dialog}>`;
}
