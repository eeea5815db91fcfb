import assert from 'node:assert/strict';
import { test } from 'node:test';

import {
  announce,
  concerns,
  ownResult,
  ownState,
  reasonOf,
} from '../../../../static/js/features/member/challenge/standing.js';
import { challengeOf, entryOf } from '../../rooms.js';

const REACHED = { seconds: 84.5, epochs: 12, neurons: 6, parameters: 25 };

test('a member reads the value of the run, and the place once the goal is reached', () => {
  const state = (/** @type {any} */ entry, about = {}) =>
    ownState(challengeOf({ mine: entry && entryOf(entry), ...about }));
  assert.match(state(null), /Train your run/);
  assert.match(state({ value: null, best: null }), /Train your run/);
  assert.equal(state({ value: null, not_counted: 'data' }), '', 'the reason says all');
  assert.equal(state({}), 'Your run has 80.0 % on the hidden samples.');
  assert.equal(state({ value: 0.5 }), 'Your run has 50.0 % on the hidden samples; your best was 80.0 %.');
  assert.equal(state({ reached: REACHED, place: 2 }, { reached: 7 }), 'Reached after 1:24.5. You are 2nd of 7 so far.');
  assert.equal(state({ reached: REACHED, not_counted: 'waiting' }), 'Reached after 1:24.5.');
});

test('at the end a member reads the own place, or plainly that nobody has reached the goal', () => {
  const result = (/** @type {any} */ entry, about = {}) =>
    ownResult(challengeOf({ state: 'over', mine: entryOf(entry), reached: 0, best: 0.93, ...about }));
  assert.equal(result({}), 'Over. Nobody reached the goal; the best result was 93.0 %. Your best was 80.0 %.');
  assert.equal(result({ best: null }, { best: null }), 'Over. Nobody reached the goal.');
  assert.equal(result({}, { reached: 3 }), 'Over. 3 reached the goal. Your best was 80.0 %.');
  assert.equal(result({ reached: REACHED, place: 3 }, { reached: 3 }), 'Over. You came 3rd of 3, after 1:24.5.');
});

test('a run that does not count has a reason and a remedy', () => {
  const reason = (/** @type {any} */ not_counted) =>
    reasonOf(challengeOf({ features: ['x1', 'x2'], mine: entryOf({ not_counted }) }), (name) => name.toUpperCase());
  assert.match(reason('data'), /other data.*reset/);
  assert.match(reason('features'), /only X1, X2 may be used/);
  assert.match(reason('loss'), /another loss function/);
  assert.match(reason('waiting'), /lets you in/);
  assert.equal(reason(null), '');
});

test('a member who joins after the end sees no challenge, and important changes are announced', () => {
  assert.ok(concerns(challengeOf()));
  assert.ok(concerns(challengeOf({ state: 'over', mine: entryOf() })));
  assert.ok(concerns(challengeOf({ shown: false, mine: entryOf() })));
  assert.ok(!concerns(challengeOf({ state: 'over', shown: false, mine: entryOf() })));
  assert.ok(!concerns(challengeOf({ state: 'over', mine: entryOf({ best: null }) })));
  assert.match(announce(challengeOf()), /Accuracy ≥ 95 %/);
  assert.match(announce(challengeOf({ mine: entryOf({ reached: REACHED }) })), /You have reached the goal after/);
  assert.match(announce(challengeOf({ state: 'over' })), /The challenge is over/);
});
