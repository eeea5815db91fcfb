import assert from 'node:assert/strict';
import { test } from 'node:test';

import {
  MISSED,
  answersIn,
  lastStep,
  placeOf,
  predictionAt,
} from '../../../../static/js/features/lessons/classLesson.js';
import { readLesson } from '../../../../static/js/features/lessons/lessonParser.js';
import { lessonOf } from '../../rooms.js';

const PREDICT = '```predict\nWhat?\n- a\n- [x] b\n```\n';

const HEAD = '# A lesson\n\n```run\n{"data": {"name": "xor"}}\n```\n';

const lesson = readLesson(`${HEAD}## One\nText.\n${PREDICT}More.\n${PREDICT}## Two\n${PREDICT}`);

test('a predict block is counted within its step', () => {
  assert.equal(placeOf(lesson, 0, 0), null);
  assert.deepEqual(placeOf(lesson, 0, 1), { step: 1, number: 1 });
  assert.deepEqual(placeOf(lesson, 0, 3), { step: 1, number: 2 });
  assert.deepEqual(placeOf(lesson, 1, 0), { step: 2, number: 1 });
});

test('at the teacher’s pace a lesson can be read up to the step that is open', () => {
  assert.equal(lastStep(lesson, null), 1);
  assert.equal(lastStep(lesson, lessonOf({ pace: 'free', step: 1 })), 1);
  assert.equal(lastStep(lesson, lessonOf({ pace: 'teacher', step: 1 })), 0);
  assert.equal(lastStep(lesson, lessonOf({ pace: 'teacher', step: 9 })), 1, 'the file has become shorter');
});

test('the answers are those of the class; of blocks that it does not have, those of this browser', () => {
  const state = lessonOf({}, [
    { step: 1, number: 1, mine: 0 },
    { step: 2, number: 1, mine: null },
  ]);
  assert.equal(predictionAt(lesson, state, 0, 3), null);
  assert.deepEqual(answersIn(lesson, state, { 0.1: 1, 0.3: 1, '1.0': 1 }), { 0.1: 0, 0.3: 1 });
  assert.deepEqual(answersIn(lesson, null, { 0.1: 1 }), { 0.1: 1 });
});

test('a reader who has not predicted before the answer is shown can read on', () => {
  const state = lessonOf({}, [{ step: 1, number: 1, mine: null, state: 'revealed' }]);
  assert.deepEqual(answersIn(lesson, state, {}), { 0.1: MISSED });
});
