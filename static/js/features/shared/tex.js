/** A formula in the text, or on a separate line. */

import { h } from 'preact';

import { mathOf } from '../../draw/formula.js';

/** @param {{tex: string, block?: boolean}} props */
export const Tex = ({ tex, block = false }) =>
  h('span', {
    class: block ? 'tex block' : 'tex',
    dangerouslySetInnerHTML: { __html: mathOf(block ? `\\displaystyle ${tex}` : tex) },
  });
