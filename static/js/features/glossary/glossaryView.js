/**
 * The glossary as a page: all terms by subject, a search, and an address for every term.
 *
 * @import {App} from '../../core/app.js'
 * @import {GlossaryTerm} from '../../protocol/types.d.ts'
 * @import {Glossary} from '../shared/glossary/glossary.js'
 */

import { html } from 'htm/preact';
import { useEffect, useLayoutEffect, useMemo, useState } from 'preact/hooks';

import { Button } from '../../controls/button.js';
import { loadGlossary } from '../shared/glossary/load.js';
import { TermBody } from '../shared/glossary/termBody.js';
import { NotFound } from './notFound.js';
import { SearchField } from './searchField.js';

/** @param {{app: App}} props */
export function GlossaryView({ app }) {
  const [glossary, setGlossary] = useState(/** @type {Glossary | null} */ (null));
  const [problem, setProblem] = useState(/** @type {Error | null} */ (null));
  const load = () => {
    setProblem(null);
    loadGlossary(app.rest).then(setGlossary).catch(setProblem);
  };
  useEffect(load, []);
  if (problem) {
    return html`<div class="glossary-wait" role="alert">
      <p>The glossary could not be loaded. ${problem.message}</p>
      <${Button} title="Load the glossary again" onPress=${load}>Try again</${Button}>
    </div>`;
  }
  if (!glossary) return html`<p class="glossary-wait quiet">Loading the glossary.</p>`;
  return html`<${Terms} ...${{ app, glossary }} />`;
}

/** @param {{app: App, glossary: Glossary}} props */
function Terms({ app, glossary }) {
  const [query, setQuery] = useState('');
  const [wanted, setWanted] = useState(() => termOf(app.location.hash));
  const found = useMemo(() => glossary.search(query), [query]);
  useLayoutEffect(() => {
    const follow = () => setWanted(termOf(app.location.hash));
    addEventListener('hashchange', follow);
    return () => removeEventListener('hashchange', follow);
  }, []);
  useEffect(() => {
    if (!wanted || !glossary.get(wanted)) return;
    setQuery('');
    requestAnimationFrame(() => document.getElementById(wanted)?.scrollIntoView({ block: 'start' }));
  }, [wanted]);
  const subjects = query ? [''] : [...new Set(found.map(({ subject }) => subject))];
  return html`
    <div class="glossary-head">
      <${SearchField} value=${query} onType=${setQuery} count=${found.length} total=${glossary.terms.length} />
      ${!query && html`<${Subjects} names=${subjects} />`}
    </div>
    ${wanted && !glossary.get(wanted) && html`<${NotFound} name=${wanted} similar=${glossary.similarTo(wanted)} />`}
    ${query && found.length === 0 && html`<${NotFound} name=${query} similar=${glossary.similarTo(query)} />`}
    <div class="glossary-terms">
      ${subjects.map(
        (subject) => html`<section key=${subject} aria-labelledby=${idOf(subject)}>
          <h2 id=${idOf(subject)}>${subject || 'Terms found'}</h2>
          ${found
            .filter((term) => !subject || term.subject === subject)
            .map(
              (term) => html`<${Term} key=${term.id} ...${{ app, glossary, term, isWanted: term.id === wanted }} />`,
            )}
        </section>`,
      )}
    </div>
  `;
}

/** @param {{app: App, glossary: Glossary, term: GlossaryTerm, isWanted: boolean}} props */
function Term({ app, glossary, term, isWanted }) {
  return html`<article class="term" id=${term.id} data-wanted=${isWanted}>
    <h3><a href=${`#${term.id}`}>${term.title}</a></h3>
    ${
      term.synonyms.length > 0 &&
      html`<p class="term-synonyms quiet">${term.synonyms.slice(0, MOST_SYNONYMS).join(', ')}</p>`
    }
    <${TermBody} ...${{ app, glossary, term }} linkTo=${(/** @type {GlossaryTerm} */ { id, title }) =>
      html`<a href=${`#${id}`}>${title}</a>`} />
  </article>`;
}

const MOST_SYNONYMS = 5;

/** @param {{names: string[]}} props */
function Subjects({ names }) {
  return html`<nav class="glossary-subjects" aria-label="Subjects">
    ${names.map((name) => html`<a key=${name} href=${`#${idOf(name)}`}>${name}</a>`)}
  </nav>`;
}

/** Id of a subject's heading; no term has one with this beginning. @param {string} subject */
const idOf = (subject) => `${SUBJECT}${subject.toLowerCase().replace(/[^a-z]+/g, '-')}`;

const SUBJECT = 'about-';

/**
 * The term that a fragment names; empty for a run or a subject.
 *
 * @param {string} hash
 */
function termOf(hash) {
  if (/^#(run|hide)=/.test(hash) || hash.startsWith(`#${SUBJECT}`)) return '';
  try {
    return decodeURIComponent(hash.slice(1));
  } catch {
    return hash.slice(1);
  }
}
