import assert from 'node:assert/strict';
import { test } from 'node:test';

import { answersOf, countsOf, wordsOf } from '../../../../static/js/features/member/answers.js';
import { verdictOn } from '../../../../static/js/features/member/result.js';
import { questionOf } from '../../rooms.js';

test('a choice has its choices, a sign three answers, a number none', () => {
  assert.deepEqual(
    answersOf(questionOf()).map(({ label }) => label),
    ['tanh', 'relu', 'sigmoid'],
  );
  const sign = questionOf({ kind: 'sign', choices: [] });
  assert.deepEqual(
    answersOf(sign).map(({ value, label }) => `${value} ${label}`),
    ['1 positive', '0 zero', '-1 negative'],
  );
  assert.deepEqual(answersOf(questionOf({ kind: 'number', choices: [] })), []);
});

test('answers are told in words', () => {
  assert.equal(wordsOf(questionOf(), 1), 'relu');
  assert.equal(wordsOf(questionOf({ kind: 'sign', choices: [] }), -1), 'negative');
  assert.equal(wordsOf(questionOf({ kind: 'number', choices: [] }), 0.25), '0.25');
});

test('counts are in the order of the choices, with those that nobody gave', () => {
  const counts = [
    { value: 2, count: 4 },
    { value: 0, count: 2 },
  ];
  assert.deepEqual(
    countsOf(questionOf({ counts })).map(({ label, count, share }) => [label, count, share]),
    [
      ['tanh', 2, 0.5],
      ['relu', 0, 0],
      ['sigmoid', 4, 1],
    ],
  );
  const numbers = countsOf(questionOf({ kind: 'number', choices: [], counts }));
  assert.deepEqual(
    numbers.map(({ value }) => value),
    [2, 0],
  );
  assert.deepEqual(
    countsOf(questionOf({ counts: [] })).map(({ share }) => share),
    [0, 0, 0],
  );
});

test('a revealed question says what became of the answer', () => {
  const revealed = { state: /** @type {const} */ ('revealed'), answer: 1 };
  assert.equal(
    verdictOn(questionOf({ ...revealed, mine: 1, points: 2, score: 2 })),
    'Right. 2 points. Your answer: relu.',
  );
  assert.equal(
    verdictOn(questionOf({ ...revealed, mine: 0, points: 2, score: 0 })),
    'Right answer: relu. Your answer: tanh.',
  );
  assert.equal(verdictOn(questionOf(revealed)), 'Right answer: relu. You have not answered.');
  assert.equal(verdictOn(questionOf({ state: 'revealed', mine: 2 })), 'Your answer: sigmoid.');
});
