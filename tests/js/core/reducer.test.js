import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Problem } from '../../../static/js/protocol/problem.js';
import { initialState, reduce } from '../../../static/js/core/reducer.js';
import { DEFAULT_SPEED, SPEEDS } from '../../../static/js/core/session/speeds.js';
import { DIVERGENCE, frameOf, sessionOf, specOf } from '../state.js';

/**
 * @import {HistoryAnswer} from '../../../static/js/protocol/types.d.ts'
 * @import {StateEvent} from '../../../static/js/core/model.js'
 */

/** @param {StateEvent[]} events */
const after = (...events) => events.reduce(reduce, initialState('light'));

/**
 * @param {{re?: number | null} & Parameters<typeof sessionOf>[0]} [about]
 * @returns {StateEvent}
 */
const session = ({ re = null, ...about } = {}) => ({ type: 'session', session: sessionOf(about), re });

/**
 * @param {Parameters<typeof frameOf>[0]} about
 * @returns {StateEvent}
 */
const frame = (about) => ({ type: 'frame', frame: frameOf(about) });

/**
 * @param {number} id
 * @param {Record<string, unknown>} patch
 * @returns {StateEvent}
 */
const edit = (id, patch) => ({ type: 'edit', edit: { id, patch, reset: false } });

test('an event does not change the previous state', () => {
  const before = after(session(), frame({ step: 1 }));
  const copy = structuredClone(before);
  reduce(before, frame({ step: 2 }));
  reduce(before, edit(1, { batch_size: 5 }));
  assert.deepEqual(structuredClone({ ...before, history: null }), { ...copy, history: null });
  assert.equal(before.history.length, 1);
});

test('an edit shows at once and stays until the server confirms it', () => {
  const edited = after(session(), edit(1, { optimizer: { learning_rate: 1 } }));
  assert.equal(edited.spec?.optimizer.learning_rate, 1);
  assert.equal(edited.session?.spec.optimizer.learning_rate, 0.03);
  const confirmed = reduce(
    edited,
    session({ re: 1, spec: { ...specOf(), optimizer: { name: 'sgd', learning_rate: 1 } } }),
  );
  assert.deepEqual(confirmed.pending, []);
  assert.equal(confirmed.spec?.optimizer.learning_rate, 1);
});

test('a confirmation of an earlier edit does not undo a later one', () => {
  const state = after(
    session(),
    edit(1, { batch_size: 5 }),
    edit(2, { batch_size: 7 }),
    session({ re: 1, spec: { ...specOf(), batch_size: 5 } }),
  );
  assert.equal(state.spec?.batch_size, 7);
  assert.deepEqual(
    state.pending.map(({ id }) => id),
    [2],
  );
});

test('edits with one id are one edit', () => {
  const state = after(session(), edit(1, { data: { samples: 100 } }), edit(1, { data: { samples: 150, seed: 2 } }));
  assert.deepEqual(state.pending, [{ id: 1, patch: { data: { samples: 150, seed: 2 } }, reset: false }]);
});

test('a refused edit is reverted and explained', () => {
  const state = after(session(), edit(1, { batch_size: 0 }), {
    type: 'refused',
    re: 1,
    problem: new Problem(422, 'No.', 'Too small.'),
  });
  assert.equal(state.spec?.batch_size, 10);
  assert.deepEqual(state.notice, { kind: 'error', text: 'No. Too small.' });
});

test('edits that a new session already has are not applied again', () => {
  assert.deepEqual(after(session(), edit(1, { batch_size: 5 }), session({ id: 'b' })).pending, []);
});

test('frames of another shape are not drawn', () => {
  const state = after(session({ units: [4, 2] }), frame({ step: 5, layers: 3 }));
  assert.equal(reduce(state, session({ units: [4], re: 1 })).frame, null);
  assert.equal(reduce(state, frame({ step: 6, layers: 2 })).frame?.step, 5);
});

test('a live change keeps frame and history; a rewind restarts them', () => {
  const state = after(session(), frame({ step: 0 }), frame({ step: 25, epoch: 1 }));
  const changed = reduce(state, session({ step: 25, re: 1 }));
  assert.equal(changed.frame?.step, 25);
  assert.equal(changed.history.length, 2);
  const rewound = reduce(changed, session({ step: 0, historyNumber: 1 }));
  assert.equal(rewound.history.length, 0);
  const again = reduce(rewound, frame({ step: 0 }));
  assert.deepEqual([...again.history.epochs.subarray(0, again.history.length)], [0]);
});

test('the history counts epochs with the part under way', () => {
  const state = after(session(), frame({ step: 0 }), frame({ step: 5 }), frame({ step: 25, epoch: 1 }));
  assert.deepEqual([...state.history.epochs.subarray(0, 3)], [0, 0.2, 1]);
});

test('a frame without a finite loss leaves no row, a repeated one no second', () => {
  const state = after(session(), frame({ step: 1, loss: null }), frame({ step: 2 }), frame({ step: 2 }));
  assert.equal(state.history.length, 1);
});

test('the status of the run follows the server', () => {
  const state = after(session(), { type: 'play', playing: true });
  assert.equal(state.playing, true);
  const diverged = reduce(state, statusOf({ status: 'diverged', divergence: DIVERGENCE }));
  assert.equal(diverged.playing, false);
  assert.equal(diverged.divergence?.detail, 'It grew.');
  assert.equal(reduce(diverged, session()).divergence, null);
});

test('what the server says before it has answered a command to play or pause is out of date', () => {
  const asked = after(session(), { type: 'play', playing: true, id: 4 });
  const edited = reduce(reduce(asked, session()), statusOf({ re: 3 }));
  assert.equal(edited.playing, true);
  assert.equal(reduce(edited, statusOf({ status: 'diverged', divergence: DIVERGENCE })).playing, false);

  const answered = reduce(edited, statusOf({ playing: true, re: 4 }));
  assert.equal(answered.playing, true);
  assert.equal(reduce(answered, statusOf({ playing: false })).playing, false);

  const paused = reduce(edited, { type: 'play', playing: false, id: 5 });
  assert.equal(reduce(paused, statusOf({ playing: true, re: 4 })).playing, false);
  assert.equal(reduce(edited, session({ id: 'b' })).playing, false);
});

test('a refused command to play is taken back, and a lost connection leaves none to wait for', () => {
  const asked = after(session(), { type: 'play', playing: true, id: 4 });
  /** @param {number} re @returns {StateEvent} */
  const refusal = (re) => ({ type: 'refused', re, problem: new Problem(422, 'No.', 'Too small.') });
  assert.equal(reduce(asked, refusal(3)).playing, true);
  assert.equal(reduce(asked, refusal(4)).playing, false);
  const lost = reduce(asked, { type: 'connection', phase: 'lost' });
  assert.equal(reduce(lost, session()).playing, false);
});

test('a speed set by another client is shown, the answer to a command of this page is not', () => {
  const own = reduce(after(session()), statusOf({ playing: true, unit: 'step', per_second: 10, re: 3 }));
  assert.equal(own.look.speed, DEFAULT_SPEED);
  const other = reduce(own, statusOf({ playing: true, unit: 'step', per_second: 10 }));
  assert.equal(SPEEDS[other.look.speed].label, '10 batches a second');
  const odd = reduce(other, statusOf({ playing: true, unit: 'epoch', per_second: 7 }));
  assert.equal(odd.look.speed, other.look.speed);
});

test('the recorded history precedes that of the page; the history of another run is ignored', () => {
  const seen = after(session({ historyNumber: 1 }), frame({ step: 50, epoch: 2 }), frame({ step: 75, epoch: 3 }));
  const told = reduce(seen, { type: 'history', historyNumber: 1, history: recorded([0, 25, 50], [0, 1, 2]) });
  assert.deepEqual([...told.history.epochs.subarray(0, told.history.length)], [0, 1, 2, 3]);
  assert.deepEqual([...told.history.norms[0].subarray(0, 2)], [NaN, 0.5]);
  assert.equal(reduce(seen, { type: 'history', historyNumber: 2, history: recorded([0], [0]) }), seen);
});

test('a session that replaces a lost one continues at its step and keeps the history', () => {
  const seen = after(session(), frame({ step: 0 }), frame({ step: 25, epoch: 1 }));
  assert.equal(reduce(seen, session({ id: 'b', step: 25 })).history.length, 2);
  assert.equal(reduce(seen, session({ id: 'b', step: 0 })).history.length, 0);
});

test('a run that cannot be kept has the reason until it is kept again', () => {
  const full = after(statusOf({ not_kept: 'the disk is full' }));
  assert.equal(full.notKept, 'the disk is full');
  assert.equal(reduce(full, frame({ step: 1 })).notKept, 'the disk is full');
  assert.equal(reduce(full, statusOf({ not_kept: null })).notKept, null);
  assert.equal(reduce(full, statusOf({})).notKept, null);
});

test('a change that needs new weights says so if training is lost, and can be undone', () => {
  const edit = { id: 1, patch: { network: { layers: [] } }, reset: true };
  assert.equal(after(session(), { type: 'edit', edit }).notice, null);
  const notice = after(session(), frame({ step: 1 }), { type: 'edit', edit }).notice;
  assert.equal(notice?.canUndo, true);
});

/**
 * @param {Partial<Extract<StateEvent, {type: 'status'}>>} about
 * @returns {StateEvent}
 */
function statusOf(about) {
  return {
    type: 'status',
    playing: false,
    unit: 'epoch',
    per_second: null,
    status: 'ready',
    divergence: null,
    re: null,
    ...about,
  };
}

/**
 * @param {number[]} step
 * @param {number[]} epoch
 * @returns {HistoryAnswer}
 */
function recorded(step, epoch) {
  const column = step.map(() => 0.5);
  const norms = step.map((at) => (at === 0 ? null : 0.5));
  return {
    step,
    epoch,
    train_loss: column,
    test_loss: column,
    penalty: column,
    train_accuracy: column,
    test_accuracy: column,
    train_r2: column,
    test_r2: column,
    gradient_norms: [norms, norms, norms],
    activation_stds: [norms, norms, norms],
  };
}

/**
 * @param {number} step
 * @returns {StateEvent[]}
 */
const showCheckpoint = (step) => [
  { type: 'checkpoint', step },
  { type: 'checkpointFrame', historyNumber: 0, frame: frameOf({ step }) },
];

test('a checkpoint is shown while the run continues', () => {
  const state = after(session(), frame({ step: 5 }), ...showCheckpoint(2), frame({ step: 6, epoch: 1 }));
  assert.deepEqual([state.frame?.step, state.live?.step, state.checkpoint], [2, 6, 2]);
  const back = reduce(state, { type: 'present' });
  assert.deepEqual([back.frame?.step, back.checkpoint], [6, null]);
});

test('a checkpoint that arrives after the return to the present is not shown', () => {
  const [, arrived] = showCheckpoint(2);
  const state = after(session(), frame({ step: 5 }), arrived);
  assert.deepEqual([state.frame?.step, state.checkpoint], [5, null]);
});

test('a checkpoint of another run or of other layers is not shown', () => {
  const [shown, arrived] = showCheckpoint(2);
  const of = (/** @type {Partial<Extract<StateEvent, {type: 'checkpointFrame'}>>} */ about) =>
    after(session(), frame({ step: 5 }), shown, /** @type {StateEvent} */ ({ ...arrived, ...about })).frame?.step;
  assert.equal(of({ historyNumber: 1 }), 5);
  assert.equal(of({ frame: frameOf({ step: 2, layers: 2 }) }), 5);
  assert.equal(of({}), 2);
});

test('a restarted or another run closes the checkpoint; a change of settings does not', () => {
  const showing = [session(), frame({ step: 5 }), ...showCheckpoint(2)];
  assert.equal(after(...showing, session({ spec: { ...specOf(), batch_size: 5 } })).checkpoint, 2);
  assert.equal(after(...showing, session({ historyNumber: 1 })).checkpoint, null);
  assert.equal(after(...showing, session({ id: 'b', step: 2 })).checkpoint, null);
  assert.equal(after(...showing, session({ id: 'b', step: 5 })).checkpoint, null); // one in the place of a lost one
  assert.equal(after(...showing, session({ units: [3] })).frame, null);
});

test('after a return to an earlier step the fetched history stays', () => {
  /** @type {HistoryAnswer} */
  const answer = {
    step: [0, 2],
    epoch: [0, 0],
    train_loss: [1, 0.5],
    test_loss: [1, 0.5],
    penalty: [0, 0],
    train_accuracy: [1, 1],
    test_accuracy: [1, 1],
    train_r2: [null, null],
    test_r2: [null, null],
    gradient_norms: [
      [1, 1],
      [1, 1],
      [1, 1],
    ],
    activation_stds: [
      [1, 1],
      [1, 1],
      [1, 1],
    ],
  }; // prettier-ignore
  const state = after(
    session(),
    frame({ step: 9 }),
    session({ historyNumber: 1, step: 2 }),
    { type: 'history', historyNumber: 1, history: answer },
    frame({ step: 2 }),
  );
  assert.equal(state.history.length, 2);
});

test('checkpoints of another run are ignored', () => {
  const checkpoints = {
    history_number: 0,
    capacity: 400,
    step: [0],
    epoch: [0],
    train_loss: [1],
    test_loss: [1],
    changed: [false],
  };
  assert.equal(after(session(), { type: 'checkpoints', checkpoints }).checkpoints, checkpoints);
  assert.equal(
    after(session(), { type: 'checkpoints', checkpoints: { ...checkpoints, history_number: 7 } }).checkpoints,
    null,
  );
  assert.equal(after(session(), { type: 'checkpoints', checkpoints }, session({ historyNumber: 1 })).checkpoints, null);
});

test('edits that are joined restart the run if one of them does, and adapt layers if one of them does', () => {
  const edit = (/** @type {any} */ about) =>
    /** @type {StateEvent} */ ({ type: 'edit', edit: { id: 1, patch: {}, ...about } });
  const { pending } = after(
    session(),
    edit({ reset: true }),
    edit({ reset: 'if_needed', adapt: true }),
    edit({ reset: false }),
  );
  assert.deepEqual(pending, [{ id: 1, patch: {}, reset: true, adapt: true }]);
});

test('a change that may keep the weights says so only if it did not', () => {
  const edit = /** @type {StateEvent} */ ({ type: 'edit', edit: { id: 1, patch: {}, reset: 'if_needed' } });
  const state = after(session(), frame({ step: 5 }), edit);
  assert.equal(state.notice, null);
  assert.equal(reduce(state, session({ step: 5, re: 1 })).notice, null);
  assert.equal(reduce(state, session({ historyNumber: 1, re: 1 })).notice?.canUndo, true);
});
