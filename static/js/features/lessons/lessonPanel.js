/**
 * The open lesson: a step at a time. What comes after a question is shown once it is answered; the next step is free once
 * all that is asked has come true, and can be skipped to.
 *
 * @import {App} from '../../core/app.js'
 * @import {Progress} from './progress.js'
 * @import {Lesson} from './lessonParser.js'
 */

import { html } from 'htm/preact';
import { ChevronLeft, ChevronRight, FileDown, RotateCcw, X } from 'lucide';
import { useEffect, useMemo, useState } from 'preact/hooks';

import { Button } from '../../controls/button.js';
import { blocksShown, isDone, keepProgress, keyOf, readProgress } from './progress.js';
import { readLesson } from './lessonParser.js';
import { BLOCKS } from './blocks.js';

/** Which lesson's run this tab holds: a reload must not begin it anew. */
const SET_UP = 'backprop-lesson-set-up';

/** @param {{app: App, name: string, text: string, close: () => void}} props */
export function LessonPanel({ app, name, text, close }) {
  const read = useMemo(() => {
    try {
      return { lesson: readLesson(text) };
    } catch (error) {
      return { fault: /** @type {Error} */ (error).message };
    }
  }, [text]);
  if ('lesson' in read) return html`<${Steps} ...${{ app, name, text, close, lesson: read.lesson }} />`;
  return html`<${Top} title=${name} close=${close} />
    <p class="lesson-fault" role="alert">This lesson has an error. ${read.fault}</p>`;
}

/** @param {{app: App, name: string, text: string, close: () => void, lesson: Lesson}} props */
function Steps({ app, name, text, close, lesson }) {
  const { store, run } = app;
  const last = lesson.steps.length - 1;
  const [at, setAt] = useState(() =>
    Math.min(last, Math.max(0, Math.round(Number(app.choices.read().step ?? 1)) - 1 || 0)),
  );
  const [progress, setProgress] = useState(() => readProgress(name));
  useHidden(lesson.hidden);

  const setUp = () =>
    run
      .use(lesson.run)
      .then(() => sessionStorage.setItem(SET_UP, name))
      .catch((/** @type {Error} */ { message }) => {
        const notice = /** @type {const} */ ({ kind: 'error', text: `The run of this lesson was refused. ${message}` });
        store.dispatch({ type: 'notice', notice });
      });
  useEffect(() => {
    if (sessionStorage.getItem(SET_UP) !== name) setUp();
  }, []);

  const keep = (/** @type {(now: Progress) => Progress} */ change) =>
    setProgress((now) => {
      const next = change(now);
      keepProgress(name, next);
      return next;
    });
  const goTo = (/** @type {number} */ step) => {
    app.choices.keep({ step: step === 0 ? null : String(step + 1) });
    setAt(step);
  };
  const startOver = () => {
    keepProgress(name, null);
    setProgress(readProgress(name));
    goTo(0);
    setUp();
  };

  const step = lesson.steps[at];
  const done = isDone(step, at, progress);
  return html`
    <${Top} title=${lesson.title} close=${close}>
      <${Button} kind="small quiet" icon=${RotateCcw} title="Begin this lesson again, with its first run" onPress=${startOver} />
      <${Button} kind="small quiet" icon=${FileDown} title="Download the text of this lesson, to write one of your own" onPress=${() => download(name, text)} />
    </${Top}>
    <p class="quiet">${lesson.summary}</p>
    <nav class="lesson-steps" aria-label="Steps of the lesson">
      ${lesson.steps.map(
        (
          { title },
          index,
        ) => html`<button type="button" key=${index} title=${title} aria-label=${`Step ${index + 1}: ${title}`}
          aria-current=${index === at ? 'step' : undefined} data-done=${isDone(lesson.steps[index], index, progress)} onClick=${() => goTo(index)}>${index + 1}</button>`,
      )}
    </nav>
    <article class="lesson-step" key=${at} aria-label=${step.title}>
      <h3>${step.title}</h3>
      ${step.blocks.slice(0, blocksShown(step, at, progress)).map(
        (block, index) => html`<${BLOCKS[block.kind]} key=${index} ...${{ app, block }}
          answer=${progress.answers[keyOf(at, index)]}
          met=${keyOf(at, index) in progress.met}
          onAnswer=${(/** @type {number} */ answer) => keep(({ answers, met }) => ({ met, answers: { ...answers, [keyOf(at, index)]: answer } }))}
          onMet=${() => keep(({ answers, met }) => ({ answers, met: { ...met, [keyOf(at, index)]: /** @type {const} */ (true) } }))} />`,
      )}
    </article>
    <footer class="lesson-foot">
      <${Button} icon=${ChevronLeft} title="To the step before" disabled=${at === 0} onPress=${() => goTo(at - 1)}>Back</${Button}>
      ${
        at < last
          ? html`<${Button} icon=${ChevronRight} kind=${done ? 'primary' : 'quiet'} title=${done ? 'To the next step' : 'Skip what is left of this step'}
              onPress=${() => goTo(at + 1)}>${done ? 'Next' : 'Skip'}</${Button}>`
          : html`<${Button} kind=${done ? 'primary' : 'quiet'} title="To the other lessons" onPress=${close}>${done ? 'Finish' : 'Leave'}</${Button}>`
      }
    </footer>
  `;
}

/** @param {{title: string, close: () => void, children?: import('preact').ComponentChildren}} props */
export function Top({ title, close, children }) {
  return html`<header class="lesson-top">
    <h2>${title}</h2>
    ${children}
    <${Button} kind="small quiet" icon=${X} title="To all lessons" onPress=${close} />
  </header>`;
}

/** Leaves out parts of the page while the lesson is open. @param {string[]} hidden */
function useHidden(hidden) {
  useEffect(() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(hidden.map((part) => `[data-part='${part}'] { display: none !important; }`).join('\n'));
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
    return () => {
      document.adoptedStyleSheets = document.adoptedStyleSheets.filter((other) => other !== sheet);
    };
  }, [hidden]);
}

/** @param {string} name @param {string} text */
function download(name, text) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type: 'text/markdown' }));
  link.download = `${name}.md`;
  link.click();
  URL.revokeObjectURL(link.href);
}
