/**
 * The open lesson, one step at a time. Blocks after a question appear once it is answered. A step is done once all its
 * questions are answered and its checks are met; it can also be skipped.
 *
 * @import {App} from '../../core/app.js'
 * @import {LessonState} from '../../protocol/room.js'
 * @import {Shortcut} from '../../core/shortcuts/shortcuts.js'
 * @import {Progress} from './progress.js'
 * @import {Lesson} from './lessonParser.js'
 */

import { html } from 'htm/preact';
import { ChevronLeft, ChevronRight, FileDown, RotateCcw, X } from 'lucide';
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';

import { Button } from '../../controls/button.js';
import { reportUnknownChoices } from '../../core/address/unknownChoices.js';
import { useSelector } from '../../core/hooks.js';
import { isSetUp, noteSetUp } from '../../core/session/lessonRun.js';
import { blocksShown, isDone, saveProgress, keyOf, readProgress } from './progress.js';
import { answersIn, lastStep, placeOf, predictionAt } from './classLesson.js';
import { readLesson } from './lessonParser.js';
import { BLOCKS } from './blocks.js';
import { download } from '../shared/export/download.js';
import { linkTerms, useGlossary } from '../shared/glossary/termLink.js';

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
  return html`<${LessonHeader} title=${name} close=${close} />
    <p class="lesson-fault" role="alert">This lesson has an error. ${read.fault}</p>`;
}

/** @param {{app: App, name: string, text: string, close: () => void, lesson: Lesson}} props */
function Steps({ app, name, text, close, lesson }) {
  const { store, run } = app;
  const last = lesson.steps.length - 1;
  const member = app.member.value;
  const opened = member?.lesson.value ?? null;
  const state = opened?.name === name ? opened : null;
  const limit = lastStep(lesson, state);
  const [at, setAt] = useState(() => {
    const number = Number(app.choices.read().step ?? 1);
    return Number.isInteger(number) && number >= 1 && number <= last + 1 ? number - 1 : 0;
  });
  useEffect(() => reportUnknownChoices(app, { step: { low: 1, high: last + 1 } }), []);
  const [own, setProgress] = useState(() => readProgress(app.preferences, name));
  const progress = { ...own, answers: answersIn(lesson, state, own.answers) };
  useHidden(lesson.hidden);
  useFolds(store, lesson.open);

  const setUp = () =>
    run
      .use(lesson.run)
      .then(() => noteSetUp(app.tabStorage, name))
      .catch((/** @type {Error} */ { message }) => {
        const notice = /** @type {const} */ ({
          kind: 'error',
          text: `The server could not start the run of this lesson. ${message}`,
        });
        store.dispatch({ type: 'notice', notice });
      });
  useEffect(() => {
    if (!isSetUp(app.tabStorage, name)) setUp();
  }, []);

  const update = (/** @type {(now: Progress) => Progress} */ change) =>
    setProgress((now) => {
      const next = change(now);
      saveProgress(app.preferences, name, next);
      return next;
    });
  const setAnswer = (/** @type {number} */ block, /** @type {number} */ answer) => {
    const place = predictionAt(lesson, state, at, block) && placeOf(lesson, at, block);
    if (place) member?.predict({ lesson: name, ...place, choice: answer });
    update(({ answers, met }) => ({ met, answers: { ...answers, [keyOf(at, block)]: answer } }));
  };
  const setMet = (/** @type {string} */ key) =>
    update(({ answers, met }) => ({ answers, met: { ...met, [key]: true } }));
  const goTo = (/** @type {number} */ wanted) => {
    const step = Math.min(wanted, limit);
    app.choices.keep({ step: step === 0 ? null : String(step + 1) });
    setAt(step);
  };
  useFollowing(state, limit, at, goTo, app.choices.read().step !== undefined);
  const startOver = () => {
    saveProgress(app.preferences, name, null);
    setProgress(readProgress(app.preferences, name));
    goTo(0);
    setUp();
  };

  const lecture = useSelector(store, ({ look }) => look.lecture);
  useLayoutEffect(
    () => (lecture ? app.shortcuts.add('Lesson', slideShortcuts(at, limit, goTo)) : undefined),
    [lecture, at, limit],
  );

  const article = useRef(/** @type {HTMLElement | null} */ (null));
  const glossary = useGlossary(app);
  useEffect(() => {
    if (glossary && article.current) linkTerms(glossary, article.current); // also in a block that has just appeared
  });

  const step = lesson.steps[at];
  const done = isDone(step, at, progress);
  return html`
    <${LessonHeader} title=${lesson.title} close=${close}>
      <${Button} kind="small quiet" icon=${RotateCcw} title="Restart this lesson" onPress=${startOver} />
      <${Button} kind="small quiet" icon=${FileDown} title="Download this lesson as a text file"
        onPress=${() => download(`${name}.md`, new Blob([text], { type: 'text/markdown' }))} />
    </${LessonHeader}>
    <p class="quiet">${lesson.summary}</p>
    <nav class="lesson-steps" aria-label="Steps of the lesson">
      ${lesson.steps.map(
        (
          { title },
          index,
        ) => html`<button type="button" key=${index} title=${title} aria-label=${`Step ${index + 1}: ${title}`}
          aria-current=${index === at ? 'step' : undefined} disabled=${index > limit}
          data-done=${isDone(lesson.steps[index], index, progress)}
          onClick=${() => goTo(index)}>${index + 1}</button>`,
      )}
    </nav>
    <article ref=${article} class="lesson-step" key=${at} aria-label=${step.title}>
      <h3>${step.title}</h3>
      ${step.blocks.slice(0, blocksShown(step, at, progress)).map(
        (block, index) => html`<${BLOCKS[block.kind]} key=${index} ...${{ app, block }}
          answer=${progress.answers[keyOf(at, index)]}
          met=${keyOf(at, index) in progress.met}
          prediction=${predictionAt(lesson, state, at, index)} pace=${state?.pace ?? 'free'}
          onAnswer=${(/** @type {number} */ answer) => setAnswer(index, answer)}
          onMet=${() => setMet(keyOf(at, index))} />`,
      )}
    </article>
    <footer class="lesson-foot">
      <${Button} icon=${ChevronLeft} title="Previous step" disabled=${at === 0}
        onPress=${() => goTo(at - 1)}>Back</${Button}>
      ${
        at < last
          ? html`${at === limit && html`<p class="quiet" role="status">The teacher opens the next step.</p>`}
            <${Button} icon=${ChevronRight} kind=${done ? 'primary' : 'quiet'} disabled=${at >= limit}
              title=${nextTitle(at >= limit, done)}
              onPress=${() => goTo(at + 1)}>${done ? 'Next' : 'Skip'}</${Button}>`
          : html`<${Button} kind=${done ? 'primary' : 'quiet'} title="Back to all lessons" onPress=${close}>
            ${done ? 'Finish' : 'Leave'}</${Button}>`
      }
    </footer>
  `;
}

/**
 * @param {boolean} isHeld
 * @param {boolean} done
 */
function nextTitle(isHeld, done) {
  if (isHeld) return 'The teacher opens the next step for everyone';
  return done ? 'Next step' : 'Skip the rest of this step';
}

/**
 * At the teacher's pace: begin at the step that the class has reached, and go back with the class.
 *
 * @param {LessonState | null} state
 * @param {number} limit index of the last step that may be read
 * @param {number} at
 * @param {(step: number) => void} goTo
 * @param {boolean} isPlaced whether the address says where to begin
 */
function useFollowing(state, limit, at, goTo, isPlaced) {
  const isHeld = state?.pace === 'teacher';
  useEffect(() => {
    if (isHeld && !isPlaced) goTo(limit);
  }, [isHeld]);
  useEffect(() => {
    if (at > limit) goTo(limit);
  }, [limit]);
}

/**
 * In a lecture each step of a lesson is a slide.
 *
 * @param {number} at
 * @param {number} last
 * @param {(step: number) => void} goTo
 * @returns {Shortcut[]}
 */
const slideShortcuts = (at, last, goTo) => [
  { keys: ['ArrowRight'], label: 'Next step of the lesson', act: () => goTo(Math.min(last, at + 1)) },
  { keys: ['ArrowLeft'], label: 'Previous step of the lesson', act: () => goTo(Math.max(0, at - 1)) },
];

/** @param {{title: string, close: () => void, children?: import('preact').ComponentChildren}} props */
export function LessonHeader({ title, close, children }) {
  return html`<header class="lesson-top">
    <h2>${title}</h2>
    ${children}
    <${Button} kind="small quiet" icon=${X} title="Back to all lessons" onPress=${close} />
  </header>`;
}

/** Hide parts of the page while the lesson is open. @param {string[]} hidden */
function useHidden(hidden) {
  useEffect(() => {
    const styles = new CSSStyleSheet();
    styles.replaceSync(hidden.map((part) => `[data-part='${part}'] { display: none !important; }`).join('\n'));
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, styles];
    return () => {
      document.adoptedStyleSheets = document.adoptedStyleSheets.filter((other) => other !== styles);
    };
  }, [hidden]);
}

/**
 * While the lesson is open, show the settings that it does not hide, and open the folds that it names.
 *
 * @param {App['store']} store
 * @param {string[]} names
 */
function useFolds(store, names) {
  useEffect(() => {
    const { open } = store.state.peek().look;
    const show = (/** @type {string[]} */ folds) => store.dispatch({ type: 'look', look: { open: folds } });
    show(['settings', ...names]);
    return () => show(open);
  }, []);
}
