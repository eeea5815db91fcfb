/**
 * Push: give members a run, a view or a lesson. They are told, and can undo it.
 *
 * @import {Teacher} from '../teacher.js'
 * @import {RoomAnswer} from '../../../protocol/room.js'
 * @import {LessonText} from '../../../protocol/types.d.ts'
 */

import { html } from 'htm/preact';
import { Send } from 'lucide';
import { useEffect, useMemo, useState } from 'preact/hooks';

import { Button } from '../../../controls/button.js';
import { Choice } from '../../../controls/choice.js';
import { Dialog } from '../../../controls/dialog.js';
import { Select } from '../../../controls/select.js';
import { Switch } from '../../../controls/switch.js';
import { useSelector } from '../../../core/hooks.js';
import { viewsOf } from '../../../core/room/workshop.js';
import { nameIn } from '../teacher.js';
import { lessonFor, lessonTitle, pushOf, resultOf } from './push.js';

/** @typedef {import('./push.js').Wanted} Wanted */

/** @type {{value: Wanted['what'], label: string, title: string}[]} */
const KINDS = [
  { value: 'run', label: 'Your run', title: 'Data, network and settings of your own run' },
  { value: 'example', label: 'An example', title: 'One of the prepared runs' },
  { value: 'view', label: 'A view', title: 'Open another view on the members’ pages' },
  { value: 'lesson', label: 'A lesson', title: 'Open a lesson on the members’ pages' },
];

/** @param {{teacher: Teacher, room: RoomAnswer, isOpen: boolean, onClose: () => void}} props */
export function PushDialog({ teacher, room, isOpen, onClose }) {
  return html`<${Dialog} title="Push to members" closeTitle="Close without pushing" kind="small"
    ...${{ isOpen, onClose }}>
    <${Form} ...${{ teacher, room, onClose }} />
  </${Dialog}>`;
}

/** @param {{teacher: Teacher, room: RoomAnswer, onClose: () => void}} props */
function Form({ teacher, room, onClose }) {
  const presets = useSelector(teacher.app.store, ({ catalog }) => catalog?.presets ?? []);
  const lessons = useLessons(teacher);
  const views = useMemo(() => viewsOf(document, teacher.app.root), []);
  const selected = teacher.selected.value;
  const [wanted, setWanted] = useState(
    /** @type {Wanted} */ ({
      what: room.leading ? 'run' : 'example',
      withWeights: false,
      toSelected: selected.size > 0,
      example: presets[0]?.name ?? '',
      view: views[0]?.value ?? '',
      lesson: '',
    }),
  );
  const [result, setResult] = useState('');
  const set = (/** @type {Partial<Wanted>} */ part) => setWanted({ ...wanted, ...part });
  const push = async () => {
    setResult('');
    await teacher.act(async () => {
      const body = await pushOf(
        { ...wanted, lesson: wanted.lesson || lessons[0].name },
        { presets, lessons, selected: [...selected], ownSpec: () => teacher.ownSpec() },
      );
      const { text, isWhole } = resultOf(await teacher.rest.push(body));
      const opened = lessonFor(body);
      if (opened) await teacher.rest.change(opened);
      if (!isWhole) return setResult(text);
      teacher.notify('info', text);
      onClose();
    });
  };
  return html`<div class="dialog-body push-form">
    <${Choice} name="push-what" label="What to push" title="What members receive" value=${wanted.what} options=${KINDS}
      onChoose=${(/** @type {Wanted['what']} */ what) => set({ what })} />
    <${Details} ...${{ room, wanted, set, presets, views, lessons }} />
    ${
      selected.size > 0 &&
      html`<${Choice}
        name="push-to"
        label="To whom"
        title="Who receives it"
        value=${wanted.toSelected ? 'selected' : 'all'}
        options=${[
          { value: 'selected', label: toSelected([...selected], room) },
          { value: 'all', label: `to all ${room.members.length}` },
        ]}
        onChoose=${(/** @type {string} */ to) => set({ toSelected: to === 'selected' })}
      />`
    }
    <p class="quiet">Members are told, and can undo it. A push also changes what you have locked.</p>
    ${result && html`<p class="push-result" role="alert">${result}</p>`}
    <div class="dialog-foot">
      <${Button} icon=${Send} kind="primary" title="Push it now"
        disabled=${wanted.what === 'run' && !room.leading}
        onPress=${push}>Push</${Button}>
    </div>
  </div>`;
}

/**
 * @param {string[]} ids
 * @param {RoomAnswer} room
 */
const toSelected = (ids, room) => (ids.length === 1 ? `to ${nameIn(room, ids[0])}` : `to the ${ids.length} selected`);

/**
 * What else there is to choose.
 *
 * @param {object} props
 * @param {RoomAnswer} props.room
 * @param {Wanted} props.wanted
 * @param {(part: Partial<Wanted>) => void} props.set
 * @param {{name: string, label: string, description: string}[]} props.presets
 * @param {{value: string, label: string}[]} props.views
 * @param {LessonText[]} props.lessons
 */
function Details({ room, wanted, set, presets, views, lessons }) {
  switch (wanted.what) {
    case 'run':
      return room.leading
        ? html`<${Switch} label="With its weights" on=${wanted.withWeights}
          title="Members continue from your weights; otherwise each begins with initial weights from the same seed"
          onSwitch=${(/** @type {boolean} */ withWeights) => set({ withWeights })} />`
        : html`<p class="quiet">You have no run in this workshop yet. Open one under Your run.</p>`;
    case 'example':
      return html`<${Select} label="Example" title="The prepared run" value=${wanted.example}
        options=${presets.map(({ name, label }) => ({ value: name, label }))}
        onChoose=${(/** @type {string} */ example) => set({ example })} />`;
    case 'view':
      return html`<${Select} label="View" title="The view that opens" value=${wanted.view} options=${views}
        onChoose=${(/** @type {string} */ view) => set({ view })} />`;
    case 'lesson':
      return html`<${Select} label="Lesson" title="The lesson that opens" value=${wanted.lesson}
        options=${lessons.map((lesson) => ({ value: lesson.name, label: lessonTitle(lesson) }))}
        onChoose=${(/** @type {string} */ name) => set({ lesson: name })} />`;
  }
}

/**
 * The lessons of the server, fetched when the dialog opens.
 *
 * @param {Teacher} teacher
 */
function useLessons(teacher) {
  const [lessons, setLessons] = useState(/** @type {LessonText[]} */ ([]));
  useEffect(() => {
    teacher.act(async () => setLessons((await teacher.app.rest.getLessons()).lessons));
  }, []);
  return lessons;
}
