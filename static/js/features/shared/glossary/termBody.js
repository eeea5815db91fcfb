/**
 * The explanation of a term: two sentences, formulas, a picture, where to see it, and related terms.
 *
 * @import {ComponentChildren} from 'preact'
 * @import {App} from '../../../core/app.js'
 * @import {GlossaryTerm} from '../../../protocol/types.d.ts'
 * @import {Glossary} from './glossary.js'
 */

import { html } from 'htm/preact';
import { ChevronRight } from 'lucide';
import { useEffect, useState } from 'preact/hooks';

import { Icon } from '../../../controls/icon.js';
import { writeFragment } from '../../../core/address/links.js';
import { useSelector } from '../../../core/hooks.js';
import { ChainDiagram } from '../../../draw/chainDiagram.js';
import { CurveChart } from '../../../draw/curveChart.js';
import { formatFormula } from '../../../draw/format.js';
import { Prose } from '../prose.js';
import { Tex } from '../tex.js';
import { isShownBy } from './usedBy.js';

/** @typedef {(term: GlossaryTerm) => ComponentChildren} LinkTo */

/** @param {{app: App, glossary: Glossary, term: GlossaryTerm, linkTo: LinkTo}} props */
export function TermBody({ app, glossary, term, linkTo }) {
  const related = term.related.flatMap((id) => glossary.get(id) ?? []);
  return html`
    <${Prose} text=${term.text} />
    ${
      (term.latex.length > 0 || term.formula) &&
      html`<div class="term-formulas">
      ${term.latex.map((latex) => html`<${Tex} key=${latex} tex=${latex} block />`)}
      ${term.formula && html`<p>${formatFormula(term.formula)}</p>`}
    </div>`
    }
    ${term.picture?.kind === 'chart' && html`<${CurveChart} ...${term.picture} />`}
    ${term.picture?.kind === 'diagram' && html`<${ChainDiagram} ...${term.picture} />`}
    ${term.source && html`<p class="term-source quiet">Source: ${term.source}</p>`}
    <${Shown} ...${{ app, term }} />
    ${
      related.length > 0 &&
      html`<p class="term-related"><span class="quiet">See also</span> ${related.map(
        (each, index) => html`<span key=${each.id}>${linkTo(each)}${index < related.length - 1 ? ', ' : ''}</span>`,
      )}</p>`
    }
  `;
}

/**
 * Links to where the term can be seen: in the present run if it has it, else in an example run.
 *
 * @param {{app: App, term: GlossaryTerm}} props
 */
function Shown({ app, term }) {
  const spec = useSelector(app.store, (state) => state.spec);
  const [fragment, setFragment] = useState('');
  const { place, example } = term;
  useEffect(() => {
    setFragment('');
    if (example) writeFragment(example).then(setFragment);
  }, [example]);
  const isShown = place && isShownBy(place, spec);
  const address = addressOf(app, place?.path ?? '/', term.id);
  if (!isShown && !example) return null;
  return html`<p class="term-actions">
    ${isShown && html`<a class="button" href=${address}>Show me <${Icon} icon=${ChevronRight} /></a>`}
    ${
      example &&
      html`<a class="button" href=${address.split('#')[0] + fragment}
      title="Replaces the current run with a prepared one">Open an example run</a>`
    }
    ${!isShown && spec && html`<span class="quiet">Your run does not have this.</span>`}
  </p>`;
}

/**
 * Address of a place, which opens the explanation there and keeps the run.
 *
 * @param {App} app
 * @param {string} place path with choices
 * @param {string} term
 */
function addressOf({ choices, root }, place, term) {
  const [path, query = ''] = place.split('?');
  return choices.addressOf(root + path, `${query}&explain=${term}`);
}
