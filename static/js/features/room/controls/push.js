/**
 * What a push contains, and what became of it.
 *
 * @import {Push, PushAnswer, RoomChange} from '../../../protocol/room.js'
 * @import {LessonText, RunSpec, RunSpecInput} from '../../../protocol/types.d.ts'
 *
 * @typedef {object} Wanted what the teacher has chosen
 * @property {'run' | 'example' | 'view' | 'lesson'} what
 * @property {boolean} withWeights of the teacher's own run
 * @property {boolean} toSelected to the selected members, instead of all
 * @property {string} example name of a preset
 * @property {string} view
 * @property {string} lesson
 *
 * @typedef {object} Sources
 * @property {{name: string, spec: RunSpec}[]} presets
 * @property {LessonText[]} lessons
 * @property {string[]} selected ids of the selected members
 * @property {() => Promise<RunSpec>} ownSpec fetches the spec of the teacher's own run
 */

import { groups } from 'd3-array';

/**
 * @param {Wanted} wanted
 * @param {Sources} sources
 * @returns {Promise<Push>}
 */
export async function pushOf(
  { what, withWeights, toSelected, example, view, lesson },
  { presets, lessons, selected, ownSpec },
) {
  const to = toSelected ? selected : 'all';
  if (what === 'view') return { to, view };
  if (what === 'lesson') return { to, view: 'lessons', lesson, spec: lessonRun(lessons, lesson) };
  if (what === 'example') return { to, spec: presets.find(({ name }) => name === example)?.spec };
  return withWeights ? { to, run: true } : { to, spec: await ownSpec() };
}

/**
 * What members who join later will get: the lesson, if one was pushed to all.
 *
 * @param {Push} push
 * @returns {RoomChange | null}
 */
export function lessonFor({ to, lesson, spec }) {
  if (to !== 'all' || !lesson) return null;
  return { view: 'lessons', lesson, ...(spec && { spec }) };
}

/**
 * Say who has received a push, and why others have not.
 *
 * @param {PushAnswer} answer
 */
export function resultOf({ pushed, refused }) {
  const received = `Pushed to ${pushed.length} ${pushed.length === 1 ? 'member' : 'members'}.`;
  if (refused.length === 0) return { text: received, isWhole: true };
  const reasons = groups(refused, ({ problem }) => problem.detail || problem.title);
  const refusals = reasons.map(
    ([reason, of]) => `Not to ${of.map(({ name }) => name ?? 'a member').join(', ')}: ${reason}`,
  );
  return { text: [received, ...refusals].join(' '), isWhole: false };
}

/**
 * The run that a lesson begins with: members get it also if they cannot change their own. None if its text is wrong;
 * the lesson then says so.
 *
 * @param {LessonText[]} lessons
 * @param {string} name
 * @returns {RunSpecInput | undefined}
 */
function lessonRun(lessons, name) {
  const text = lessons.find((lesson) => lesson.name === name)?.text ?? '';
  try {
    return JSON.parse(/^```run\s*\n([\s\S]*?)^```/m.exec(text)?.[1] ?? '');
  } catch {
    return undefined;
  }
}

/**
 * Title of a lesson: the first heading of its text.
 *
 * @param {{name: string, text: string | null}} lesson
 */
export const lessonTitle = ({ name, text }) => /^#\s+(.+)$/m.exec(text ?? '')?.[1] ?? name;
