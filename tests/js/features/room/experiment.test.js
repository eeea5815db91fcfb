/** An experiment that a teacher sets up, and what the projector shows of it. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import {
  countOf,
  draftOf,
  experimentOf,
  faultOf,
  planOf,
} from '../../../../static/js/features/room/experiment/draft.js';
import { contentOf } from '../../../../static/js/features/room/projector/content.js';
import { experimentOf as dealt, questionOf, roomOf } from '../../rooms.js';

/** The run of everyone. */
const RUN = /** @type {import('../../../../static/js/protocol/types.d.ts').RunSpec} */ ({ seed: 3 });

test('every quantity begins with an experiment that can be dealt', () => {
  for (const vary of /** @type {const} */ ([
    'learning_rate',
    'seed',
    'optimizer',
    'layers',
    'units',
    'activation',
    'initializer',
    'batch_size',
  ])) {
    const draft = draftOf(vary, ['first', 'second', 'third']);
    assert.equal(faultOf(draft), '', vary);
    assert.ok(countOf(draft) >= 2);
    assert.equal(experimentOf(draft, RUN).vary, vary);
  }
});

test('numbers are sent as a range, names as a list', () => {
  const rates = experimentOf({ ...draftOf('learning_rate'), text: ' Which? ' }, RUN);
  assert.deepEqual(rates.values, { first: 0.001, last: 10, count: 9, scale: 'log' });
  assert.equal(rates.text, 'Which?');
  const layers = experimentOf({ ...draftOf('layers'), first: 1, last: 4 }, RUN);
  assert.deepEqual(layers.values, { first: 1, last: 4, count: 4, scale: 'linear' });
  assert.deepEqual(experimentOf({ ...draftOf('optimizer'), names: ['a', 'b'] }, RUN).values, ['a', 'b']);
});

test('another quantity keeps all but the values', () => {
  const draft = draftOf('units', [], { ...draftOf('seed'), epochs: 7, metric: 'accuracy', text: 'Why?' });
  assert.deepEqual([draft.epochs, draft.metric, draft.text, draft.last], [7, 'accuracy', 'Why?', 32]);
});

test('a draft that cannot be dealt gets an error', () => {
  const rates = draftOf('learning_rate');
  assert.match(faultOf({ ...rates, last: 0.001 }), /has to be larger/);
  assert.match(faultOf({ ...rates, first: 0 }), /above 0/);
  assert.match(faultOf({ ...rates, count: 50, repeats: 20 }), /1000 runs/);
  assert.match(faultOf({ ...draftOf('seed'), last: 99 }), /100 values/);
  assert.match(faultOf({ ...draftOf('activation'), names: ['a'] }), /at least two/);
});

test('the plan says who trains what', () => {
  const rates = { ...draftOf('learning_rate'), repeats: 2 };
  assert.equal(
    planOf(rates, 5),
    '9 values × 2 runs = 18 runs. 5 members get one each; the server trains the other 13.',
  );
  assert.match(planOf(rates, 1), /One member gets one; the server trains the other 17/);
  assert.match(planOf(rates, 18), /one for everyone/);
  assert.match(planOf(rates, 30), /Further seeds are added/);
  assert.match(planOf(rates, 0), /Nobody is here yet/);
});

test('the projector shows the newest experiment after a message and a question', () => {
  const experiments = [dealt({ id: 'old' }), dealt({ id: 'new' })];
  const content = contentOf(roomOf({ role: 'projector', experiments, shown: 'teacher' }));
  assert.equal(content.kind === 'experiment' && content.experiment.id, 'new');
  assert.equal(contentOf(roomOf({ experiments, message: 'Look' })).kind, 'message');
  assert.equal(contentOf(roomOf({ experiments, questions: [questionOf()] })).kind, 'question');
  const hidden = [dealt(), dealt({ state: 'over', shown: false })];
  assert.equal(contentOf(roomOf({ experiments: hidden, shown: 'teacher' })).kind, 'run');
});
