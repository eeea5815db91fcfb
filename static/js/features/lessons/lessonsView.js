/**
 * The lessons view: the list of lessons, the open lesson, or a machine of 1986. The address contains which one is open.
 *
 * @import {App} from '../../core/app.js'
 * @import {LessonText} from '../../protocol/types.d.ts'
 *
 * @typedef {{kind: 'lesson', name: string, text: string}} OpenLesson
 * @typedef {{kind: 'machine', name: string}} OpenMachine
 */

import { html } from 'htm/preact';
import { useEffect, useState } from 'preact/hooks';

import { useSelector } from '../../core/hooks.js';
import { forgetSetUp, noteSetUp } from '../../core/session/lessonRun.js';
import { CUSTOM, readCustomLesson } from './customLesson.js';
import { LessonPanel } from './lessonPanel.js';
import { LessonList } from './lessonList.js';
import { readLesson } from './lessonParser.js';
import { Machine } from './machine.js';
import { Waiting } from '../shared/waiting.js';

/** @param {{app: App}} props */
export function LessonsView({ app }) {
  const { store } = app;
  const [lessons, setLessons] = useState(/** @type {LessonText[] | null} */ (null));
  const [choices, setChoices] = useState(() => app.choices.read());
  const catalog = useSelector(store, (state) => state.catalog);
  const hasSession = useSelector(store, ({ session }) => session !== null);

  const [asked] = useState(() => {
    const answer = app.rest.getLessons();
    const { lesson = '' } = choices;
    const run = answer.then(({ lessons: known }) => runOf(app, lesson, known)).catch(() => null);
    app.run.startWith(run, () => noteSetUp(app.tabStorage, lesson));
    return answer;
  });
  useEffect(() => {
    asked
      .then((answer) => setLessons(answer.lessons))
      .catch((/** @type {Error} */ { message }) => {
        setLessons([]);
        store.dispatch({ type: 'notice', notice: { kind: 'error', text: message } });
      });
  }, []);

  const open = (/** @type {{lesson?: string, machine?: string}} */ { lesson, machine }) => {
    forgetSetUp(app.tabStorage);
    app.choices.keep({ lesson: lesson ?? null, machine: machine ?? null, step: null });
    setChoices(app.choices.read());
  };
  const close = () => open({});

  if (!lessons || !hasSession) return html`<${Waiting} store=${store} />`;
  const { lesson: name, machine } = choices;
  const text = textOf(app, name, lessons);
  const preset = catalog?.presets.find((each) => each.name === machine);
  if (name && text) return html`<${LessonPanel} key=${name} ...${{ app, name, text, close }} />`;
  if (preset && !name) return html`<${Machine} key=${machine} ...${{ app, preset, close }} />`;
  return html`
    ${lessons.length > 0 && html`<${Missing} ...${{ name, machine, lessons }} />`}
    <${LessonList} ...${{ app, lessons, open }} />
  `;
}

/**
 * Text of a lesson; nothing if there is none of that name.
 *
 * @param {App} app
 * @param {string | undefined} name
 * @param {LessonText[]} lessons
 */
const textOf = ({ tabStorage }, name, lessons) =>
  name === CUSTOM ? readCustomLesson(tabStorage) : lessons.find((lesson) => lesson.name === name)?.text;

/**
 * Run of a lesson; null if there is no such lesson, or it has an error.
 *
 * @param {App} app
 * @param {string} name
 * @param {LessonText[]} lessons
 */
function runOf(app, name, lessons) {
  const text = textOf(app, name, lessons);
  try {
    return text ? readLesson(text).run : null;
  } catch {
    return null; // the panel of the lesson shows the error
  }
}

/**
 * Says that what the address names cannot be opened.
 *
 * @param {{name?: string, machine?: string, lessons: LessonText[]}} props
 */
function Missing({ name, machine, lessons }) {
  if (!name && !machine) return null;
  const faulty = lessons.find((lesson) => lesson.name === name);
  return html`<p class="lesson-fault" role="alert">
    ${
      faulty
        ? `The lesson “${faulty.name}” cannot be read. ${faulty.problem} Choose another lesson below.`
        : name === CUSTOM
          ? 'This tab has no custom lesson. Open its file again, or choose a lesson below.'
          : `There is no ${name ? 'lesson' : 'machine'} “${name ?? machine}”. Choose one below.`
    }
  </p>`;
}
