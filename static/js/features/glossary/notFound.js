/**
 * Says that the glossary does not have a term, and names similar ones.
 *
 * @import {GlossaryTerm} from '../../protocol/types.d.ts'
 */

import { html } from 'htm/preact';

const LONGEST = 60; // letters of the name that are repeated

/** @param {{name: string, similar: GlossaryTerm[]}} props */
export function NotFound({ name, similar }) {
  const shown = name.length > LONGEST ? `${name.slice(0, LONGEST)}…` : name;
  return html`<p class="glossary-missing" role="status">The glossary has no term “${shown}”.
    ${
      similar.length > 0 &&
      html` Did you mean ${similar.map(
        ({ id, title }, index) =>
          html`<span key=${id}><a href=${`#${id}`}>${title}</a>${index < similar.length - 1 ? ', ' : '?'}</span>`,
      )}`
    }
  </p>`;
}
