import assert from 'node:assert/strict';
import { test } from 'node:test';

import { NEW_DRAFT, challengeOf, faultOf } from '../../../../static/js/features/room/challenge/draft.js';
import { layOutRows } from '../../../../static/js/features/room/challenge/ranking.js';
import {
  clockOf,
  goalOf,
  howOf,
  measuredOf,
  placeOf,
  progressOf,
  resultOf,
  samplesOf,
  thresholdOf,
  timeOf,
} from '../../../../static/js/features/shared/challenge/words.js';
import { challengeOf as challenge, entryOf } from '../../rooms.js';

/** @type {import('../../../../static/js/features/room/challenge/draft.js').Draft} */
const DRAFT = { ...NEW_DRAFT, from: 'example', example: 'circle' };

/** @type {import('../../../../static/js/features/shared/challenge/words.js').Goal} */
const LOSS = { metric: 'test_loss', threshold: 0.05 };
const { goal: ACCURACY } = challenge();

test('a draft becomes a challenge, however its numbers are typed', () => {
  const made = (/** @type {Partial<typeof DRAFT>} */ part) => challengeOf({ ...DRAFT, ...part }, undefined);
  assert.deepEqual(made({ threshold: ' 95 % ', text: ' Go ' }), {
    text: 'Go',
    goal: { metric: 'accuracy', threshold: 0.95 },
    ranking: 'time',
    features: null,
    seconds: 300,
  });
  assert.equal(made({ metric: 'test_loss', threshold: '0,05' }).goal.threshold, 0.05);
  assert.equal(made({ minutes: 0 }).seconds, null);
  const spec = /** @type {any} */ ({ seed: 1 });
  assert.equal(challengeOf(DRAFT, spec).spec, spec);
});

test('a draft with a fault gets an error', () => {
  const fault = (/** @type {Partial<typeof DRAFT>} */ part) => faultOf({ ...DRAFT, ...part });
  assert.equal(fault({}), '');
  assert.equal(fault({ threshold: '100' }), '');
  for (const threshold of ['', '0', '−3', '101', 'x', 'Infinity']) assert.match(fault({ threshold }), /percentage/);
  for (const threshold of ['', '0', '-1', 'x', 'Infinity']) {
    assert.match(fault({ metric: 'test_loss', threshold }), /number above 0/);
  }
  assert.match(fault({ threshold: '0.x' }), /Received “0.x” as the accuracy/);
  assert.match(fault({ features: [] }), /at least one/);
});

test('goals, values and times in words', () => {
  assert.deepEqual([goalOf(ACCURACY), goalOf(LOSS)], ['Accuracy ≥ 95 %', 'Loss ≤ 0.05']);
  assert.equal(thresholdOf({ metric: 'accuracy', threshold: 0.57 }), '57 %', 'not 56.99999999999999');
  assert.deepEqual(
    [measuredOf(ACCURACY, 0.9499), measuredOf(LOSS, 0.05012), measuredOf(LOSS, null)],
    ['94.9 %', '0.05012', '–'],
  );
  assert.deepEqual([0, 9, 65, 3600, 3725].map(clockOf), ['0:00', '0:09', '1:05', '1:00:00', '1:02:05']);
  assert.deepEqual([0, 84.46, 59.96].map(timeOf), ['0:00.0', '1:24.5', '1:00.0']);
  assert.deepEqual(
    [1, 2, 3, 4, 11, 12, 13, 21, 112, 300].map(placeOf).join(' '),
    '1st 2nd 3rd 4th 11th 12th 13th 21st 112th 300th',
  );
  const reached = { seconds: 84.5, epochs: 1, neurons: 6, parameters: 1250 };
  const how = /** @type {const} */ (['time', 'neurons', 'parameters', 'epochs']).map((each) => howOf(reached, each));
  assert.deepEqual(how, ['after 1:24.5', 'with 6 neurons', 'with 1\u202f250 parameters', 'in 1 epoch']);
  assert.match(samplesOf(challenge()), /new samples/);
  assert.match(samplesOf(challenge({ samples: 'held_back', count: 30 })), /30 samples that were held back/);
});

test('the way to the goal has its end at the goal, for losses in powers', () => {
  assert.deepEqual(
    [0.475, 0.95, 1, null].map((value) => Number(progressOf(ACCURACY, value).toFixed(3))),
    [0, 1, 1.105, 0],
  );
  assert.deepEqual(
    [0.5, 0.05, 0.025, 0].map((value) => Number(progressOf(LOSS, value).toFixed(3))),
    [0.333, 1, 1.1, 1.15],
  );
  const far = [1e9, 5, 0.5, 0.06, 0.0501, 0.05, 0.04].map((value) => progressOf(LOSS, value));
  assert.deepEqual(
    far,
    far.toSorted((a, b) => a - b),
    'a smaller loss is never further back',
  );
  assert.equal(new Set(far).size, far.length, 'however far away the goal is');
});

test('at the end the winner is named, or who came closest', () => {
  const reached = { seconds: 84.5, epochs: 12, neurons: 6, parameters: 25 };
  const first = (/** @type {string | null} */ name) => entryOf({ member: String(name), name, place: 1, reached });
  const over = (/** @type {any[]} */ ...entries) => resultOf(challenge({ reached: entries.length }), entries);
  assert.equal(over(first('Ada')), 'Ada wins after 1:24.5.');
  assert.equal(over(first('Ada'), first('Bo')), 'Ada and Bo win after 1:24.5.');
  assert.equal(over(first('Ada'), first('Bo'), first('Cy')), '3 members win after 1:24.5.');
  assert.equal(over(first(null), first(null)), '2 members reached the goal.', 'names are hidden');
  const nobody = challenge({ reached: 0, best: 0.931 });
  assert.equal(resultOf(nobody, [entryOf({ best: 0.931 })]), 'Nobody reached the goal. Ada came closest: 93.1 %.');
  assert.equal(
    resultOf(nobody, [entryOf({ best: 0.931, name: null })]),
    'Nobody reached the goal. Best result: 93.1 %.',
  );
  assert.equal(resultOf(challenge({ reached: 0, best: null }), []), 'Nobody reached the goal.');
});

test('few entries have one column of large rows, many have two, and what does not fit is left out', () => {
  const size = { width: 1840, height: 640 };
  assert.deepEqual(
    [5, 30, 300].map((count) => layOutRows(count, size).columns),
    [1, 2, 2],
  );
  assert.equal(layOutRows(30, size).shown, 30);
  const all = layOutRows(300, size);
  assert.ok(all.shown < 300 && all.rows * all.columns >= all.shown);
  for (const count of [0, 1, 5, 11, 30, 300]) {
    const { rows, height } = layOutRows(count, size);
    assert.ok(rows * height <= 640 && height > 24, String(count));
  }
  assert.equal(layOutRows(30, { width: 390, height: 400 }).columns, 1);
});
