/**
 * A fold of the page: a button that opens and closes controls beside it. What matters of the closed ones is summarised
 * on the button; core/preferences/folds.js keeps what is open.
 *
 * @import {App} from '../../core/app.js'
 */

import { html } from 'htm/preact';
import { ChevronDown } from 'lucide';

import { Icon } from '../../controls/icon.js';
import { setFolds } from '../../core/preferences/folds.js';
import { useSelector } from '../../core/hooks.js';

/**
 * True if a fold is open.
 *
 * @param {App['store']} store
 * @param {string} name
 */
export const useFold = (store, name) => useSelector(store, ({ look }) => look.open.includes(name), [name]);

/**
 * @param {object} props
 * @param {App} props.app
 * @param {string} props.name of the fold
 * @param {string} props.label
 * @param {string} props.title what it opens, in one line
 * @param {string} [props.region] id of the element that appears
 * @param {string} [props.summary] settings in it that are not the usual ones, shown while it is closed
 * @param {string} [props.kind] class names that set its look
 */
export function Fold({ app, name, label, title, region, summary = '', kind = '' }) {
  const isOpen = useFold(app.store, name);
  return html`<button
    type="button"
    class=${`fold ${kind}`}
    title=${title}
    aria-expanded=${isOpen}
    aria-controls=${isOpen ? region : undefined}
    onClick=${() => setFolds(app, [name], !isOpen)}
  >
    <${Icon} icon=${ChevronDown} size=${14} />
    <span class="fold-label">${label}</span>
    ${!isOpen && summary && html`<span class="fold-summary">${summary}</span>`}
  </button>`;
}
