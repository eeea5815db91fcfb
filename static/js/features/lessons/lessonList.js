/**
 * The list of lessons with the progress in each, and of the machines of 1986.
 *
 * @import {App} from '../../core/app.js'
 * @import {Preferences} from '../../core/preferences/preferences.js'
 * @import {LessonText} from '../../protocol/types.d.ts'
 */

import { html } from 'htm/preact';
import { FolderOpen } from 'lucide';
import { useMemo, useRef } from 'preact/hooks';

import { Button } from '../../controls/button.js';
import { useSelector } from '../../core/hooks.js';
import { readProgress, stepsDone } from './progress.js';
import { readLesson } from './lessonParser.js';
import { CUSTOM, saveCustomLesson } from './customLesson.js';

/** Year in the label of the presets that are listed as machines. */
const YEAR = '(1986)';

/** @typedef {(what: {lesson?: string, machine?: string}) => void} Open */

/** @param {{app: App, lessons: LessonText[], open: Open}} props */
export function LessonList({ app, lessons, open }) {
  const presets = useSelector(app.store, ({ catalog }) => catalog?.presets ?? []);
  const machines = presets.filter(({ label }) => label.includes(YEAR));
  return html`
    <h2>Lessons</h2>
    <p class="quiet">Each lesson sets up a network, asks for your prediction, and lets you test it.</p>
    <ol class="lesson-list">
      ${lessons.map((lesson) => html`<${Entry} key=${lesson.name} ...${{ app, lesson, open }} />`)}
    </ol>
    <${CustomLesson} ...${{ app, open }} />
    <h2>The machines of 1986</h2>
    <p class="quiet">Networks of Rumelhart, Hinton & Williams, with Hinton diagrams of the learned weights.</p>
    <ul class="lesson-list">
      ${machines.map(
        ({ name, label, description }) => html`<li key=${name}>
          <button type="button" onClick=${() => open({ machine: name })}><strong>
          ${label.replace(YEAR, '').trim()}</strong><span>${description}</span></button>
        </li>`,
      )}
    </ul>
  `;
}

/** @param {{app: App, lesson: LessonText, open: Open}} props */
function Entry({ app, lesson: { name, text, problem }, open }) {
  const about = useMemo(() => aboutOf(app.preferences, name, text), [name, text]);
  if ('fault' in about) {
    return html`<li class="faulty"><strong>${name}</strong><span role="alert">${problem ?? about.fault}</span></li>`;
  }
  const { title, summary, done, steps } = about;
  return html`<li>
    <button type="button" onClick=${() => open({ lesson: name })}>
      <strong>${title}</strong><span>${summary}</span>
      <meter min="0" max=${steps} value=${done} aria-label=${`${done} of ${steps} steps done`}
        title=${`${done} of ${steps} steps done`}></meter>
    </button>
  </li>`;
}

/**
 * @param {Preferences} preferences
 * @param {string} name
 * @param {string | null} text
 */
function aboutOf(preferences, name, text) {
  try {
    const lesson = readLesson(text ?? '');
    return { ...lesson, done: stepsDone(lesson, readProgress(preferences, name)), steps: lesson.steps.length };
  } catch (error) {
    return { fault: /** @type {Error} */ (error).message };
  }
}

/** @param {{app: App, open: Open}} props */
function CustomLesson({ app, open }) {
  const input = useRef(/** @type {HTMLInputElement | null} */ (null));
  const take = async (/** @type {File | undefined} */ file) => {
    if (!file) return;
    try {
      await saveCustomLesson(app.tabStorage, file);
      open({ lesson: CUSTOM });
    } catch (error) {
      app.store.dispatch({ type: 'notice', notice: { kind: 'error', text: /** @type {Error} */ (error).message } });
    }
  };
  return html`<p class="own-lesson">
    <${Button} icon=${FolderOpen} title="Open a lesson from a text file" onPress=${() => input.current?.click()}>
      Open a custom lesson</${Button}>
    <input ref=${input} class="visually-hidden" type="file" accept=".md,.txt,text/plain,text/markdown" tabindex="-1"
      aria-label="A custom lesson"
      onChange=${(/** @type {any} */ event) => take(event.currentTarget.files[0])} />
  </p>`;
}
