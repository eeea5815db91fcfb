/**
 * Explanations of everything on the page. The key E explains what is under the pointer or has the focus; the button
 * with the question mark lets anything be pressed, or chosen from a list. Headings and labels can always be pressed.
 *
 * @import {App} from '../../../core/app.js'
 * @import {Glossary} from '../../shared/glossary/glossary.js'
 * @import {Card} from './card.js'
 * @import {Meaning} from './meaning.js'
 *
 * @typedef {{glossary: Glossary, Card: typeof Card}} Loaded what is loaded when something is first to be explained
 * @typedef {{kind: 'nothing'} | {kind: 'choice', missing: string} | {kind: 'term', meaning: Meaning}} Shown
 */

import { html } from 'htm/preact';
import { CircleHelp } from 'lucide';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';

import { Button } from '../../../controls/button.js';
import { loadGlossary } from '../../shared/glossary/load.js';
import { Chooser } from './chooser.js';
import { elementOf, meaningOf, meaningOfLabel } from './meaning.js';
import { currentElement, followPointer } from './pointer.js';

const ATTEMPTS = { label: 25, other: 3 }; // to find the part of the page that a link points at, by its label or not
const PAUSE = 200; // ms between them

/** Without the server labels are not explained; the page says already that it is missing. */
const ignore = () => undefined;

/** @type {Shown} */
const NOTHING = { kind: 'nothing' };

/** @param {{app: App}} props */
export function Explain({ app }) {
  const [loaded, setLoaded] = useState(/** @type {Loaded | null} */ (null));
  const [shown, setShown] = useState(NOTHING);
  const isChoosing = useRef(false);
  isChoosing.current = shown.kind === 'choice';
  const close = () => setShown(NOTHING);
  const choose = (missing = '') => setShown({ kind: 'choice', missing });
  const explain = (/** @type {Meaning | null} */ meaning) => meaning && setShown({ kind: 'term', meaning });

  /** @param {(glossary: Glossary) => void} act */
  const load = async (act) => {
    const [glossary, { Card }] = await Promise.all([loadGlossary(app.rest), import('./card.js')]);
    setLoaded({ glossary, Card });
    act(glossary);
  };
  /** Load, and say if that fails. @param {(glossary: Glossary) => void} act */
  const withGlossary = (act) =>
    load(act).catch((/** @type {Error} */ { message }) => {
      app.store.dispatch({ type: 'notice', notice: { kind: 'error', text: `No explanations: ${message}` } });
    });

  useLayoutEffect(
    () =>
      followPointer({
        onPress: (element) => load((glossary) => explain(meaningOfLabel(glossary, element))).catch(ignore),
        onLink: (link) => withGlossary((glossary) => explain(meaningOf(glossary, link))),
        onHover: (element) =>
          loadGlossary(app.rest)
            .then((glossary) => element.toggleAttribute('data-explained', meaningOfLabel(glossary, element) !== null))
            .catch(ignore),
      }),
    [],
  );
  useLayoutEffect(() => {
    const act = () => {
      if (isChoosing.current) return close();
      const element = currentElement();
      withGlossary((glossary) => {
        const meaning = meaningOf(glossary, element);
        if (meaning) explain(meaning);
        else choose();
      });
    };
    return app.shortcuts.add('Help', [
      { keys: ['e'], label: 'Explain what the pointer is on or what has the focus', act },
    ]);
  }, []);
  useEffect(() => {
    const { explain: wanted } = app.choices.read();
    if (!wanted) return;
    app.choices.keep({ explain: null });
    withGlossary((glossary) => {
      const term = glossary.ofLabel(wanted);
      if (!term) return choose(wanted);
      const point = (/** @type {number} */ attempts) => {
        const element = elementOf(glossary, term, document);
        if (!element && attempts > 0) return app.clock.after(PAUSE, () => point(attempts - 1));
        element?.scrollIntoView({ block: 'center' });
        explain({ term, chosen: null, element });
      };
      point(term.place?.label ? ATTEMPTS.label : ATTEMPTS.other);
    });
  }, []);

  const glossary = loaded?.glossary;
  return html`
    <${Button} icon=${CircleHelp} iconSize=${18} title="Explain anything (E)" pressed=${shown.kind === 'choice'}
      onPress=${() => (shown.kind === 'choice' ? close() : withGlossary(() => choose()))} />
    ${
      loaded &&
      shown.kind === 'choice' &&
      html`<${Chooser} ...${{ app, glossary }} missing=${shown.missing} onChoose=${explain} onClose=${close} />`
    }
    ${
      loaded &&
      shown.kind === 'term' &&
      html`<${loaded.Card} ...${{ app, glossary }} meaning=${shown.meaning} onShow=${explain} onClose=${close} />`
    }
  `;
}
