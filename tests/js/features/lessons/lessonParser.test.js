import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { test } from 'node:test';

import { isMet, readCondition, descriptionOf } from '../../../../static/js/features/lessons/conditions.js';
import { blocksShown, isDone, stepsDone } from '../../../../static/js/features/lessons/progress.js';
import { LessonError, readLesson } from '../../../../static/js/features/lessons/lessonParser.js';
import { speedNamed } from '../../../../static/js/core/session/speeds.js';
import { frameOf, sessionOf, specOf } from '../../state.js';

/**
 * @import {State} from '../../../../static/js/core/model.js'
 */

const FOLDER = new URL('../../../../static/lessons/', import.meta.url);

const WHOLE = `# A title
A line
about it.

hide: data noise
open: output

\`\`\`run
{"data": {"name": "circle"}}
\`\`\`

## First
Words.

\`\`\`predict
What now?
- This
- [x] That

Because.
\`\`\`

\`\`\`do Try it
{"optimizer": {"learning_rate": 1}}
\`\`\`

\`\`\`check
train_loss < 0.1
\`\`\`

## Second
\`\`\`look
{"links": "gradients", "speed": "1-stage"}
\`\`\`
The end.
`;

test('every lesson of the page is valid and has questions and checks', () => {
  const files = readdirSync(FOLDER);
  assert.ok(files.length >= 12);
  for (const file of files) {
    const { title, summary, steps } = readLesson(readFileSync(new URL(file, FOLDER), 'utf8'));
    const kinds = steps.flatMap(({ blocks }) => blocks.map(({ kind }) => kind));
    assert.ok(title && summary && steps.length >= 2, file);
    assert.ok(kinds.includes('predict') && kinds.includes('check'), file);
  }
});

test('a text is parsed into its parts', () => {
  const lesson = readLesson(WHOLE);
  assert.equal(lesson.title, 'A title');
  assert.equal(lesson.summary, 'A line\nabout it.');
  assert.deepEqual(lesson.hidden, ['data', 'noise']);
  assert.deepEqual(lesson.open, ['output']);
  assert.deepEqual(lesson.run, { data: { name: 'circle' } });
  const [first, second] = lesson.steps;
  assert.deepEqual(
    first.blocks.map(({ kind }) => kind),
    ['text', 'predict', 'do', 'check'],
  );
  assert.deepEqual(first.blocks[1], {
    kind: 'predict',
    question: 'What now?',
    answers: [
      { text: 'This', right: false },
      { text: 'That', right: true },
    ],
    reveal: 'Because.',
  });
  assert.deepEqual(first.blocks[2], {
    kind: 'do',
    label: 'Try it',
    patch: { optimizer: { learning_rate: 1 } },
    reset: false,
  });
  assert.deepEqual(
    second.blocks.map(({ kind }) => kind),
    ['look', 'text'],
  );
  assert.deepEqual(second.blocks[0], { kind: 'look', look: { links: 'gradients', speed: speedNamed('1-stage') } });
  assert.deepEqual(readLesson(WHOLE.replaceAll('\n', '\r\n')), lesson);
});

/** @type {[string, string, RegExp][]} error, text, message */
const FAULTS = [
  ['empty', '', /Line 1: a lesson starts with its title/],
  ['no run', '# T\n## S\n', /Line 1: the run is missing/],
  ['no step', '# T\n```run\n{}\n```\n', /there is no step/],
  ['a block without an end', '# T\n```run\n{}', /Line 2: this block has no end/],
  ['broken JSON', '# T\n```run\n{"a": }\n```\n## S', /Line 3: the JSON of this run block cannot be read/],
  ['a list for a run', '# T\n```run\n[]\n```\n## S', /Line 3: a run block needs a JSON object/],
  ['an unknown part', '# T\nhide: sky\n```run\n{}\n```\n## S', /Line 2: “sky” is not a part of the page/],
  ['an unknown fold', '# T\nopen: sky\n```run\n{}\n```\n## S', /Line 2: “sky” is not a fold/],
  ['an unknown block', '# T\n```run\n{}\n```\n## S\n```quiz\n```', /Line 6: “quiz” is not a kind of block/],
  [
    'a question before the steps',
    '# T\n```run\n{}\n```\n```check\nstep > 1\n```\n## S',
    /Line 6: a check block belongs to a step/,
  ],
  ['one answer', '# T\n```run\n{}\n```\n## S\n```predict\nWhy?\n- [x] So\n```', /Line 7: .* at least two answers/],
  [
    'no right answer',
    '# T\n```run\n{}\n```\n## S\n```predict\nWhy?\n- a\n- b\n```',
    /Line 8: exactly one answer is right/,
  ],
  [
    'two right answers',
    '# T\n```run\n{}\n```\n## S\n```predict\nWhy?\n- [x] a\n- [x] b\n```',
    /Line 8: exactly one answer is right/,
  ],
  ['a button without a label', '# T\n```run\n{}\n```\n## S\n```do\n{}\n```', /Line 6: a do block needs a label/],
  ['no condition', '# T\n```run\n{}\n```\n## S\n```check\n\n```', /Line 7: a check block needs conditions/],
  [
    'an unknown metric',
    '# T\n```run\n{}\n```\n## S\n```check\nstep > 1\nluck > 1\n```',
    /Line 8: “luck” is not a metric/,
  ],
  ['a word for a number', '# T\n```run\n{}\n```\n## S\n```check\nstep > many\n```', /Line 7: “many” is not a number/],
  [
    'an unknown display setting',
    '# T\n```run\n{}\n```\n## S\n```look\n{"theme": "dark"}\n```',
    /Line 7: “theme” is not a display setting/,
  ],
  [
    'an unknown speed',
    '# T\n```run\n{}\n```\n## S\n```look\n{"speed": "warp"}\n```',
    /Line 7: “warp” is not a speed. Use 1-sample/,
  ],
  ['a speed out of range', '# T\n```run\n{}\n```\n## S\n```look\n{"speed": 99}\n```', /Line 7: “99” is not a speed/],
];

for (const [name, text, said] of FAULTS) {
  test(`an error has its line: ${name}`, () => {
    assert.throws(
      () => readLesson(text),
      (error) => error instanceof LessonError && said.test(error.message),
    );
  });
}

test('conditions are compared with metrics and settings, and described in words', () => {
  const state = /** @type {State} */ (
    /** @type {unknown} */ ({
      session: sessionOf(),
      spec: specOf(),
      frame: frameOf({ step: 40, loss: 0.05 }),
      status: 'ready',
      look: { links: 'weights' },
    })
  );
  const check = (/** @type {string} */ text) => isMet(readCondition(text), state);
  assert.deepEqual(['train_loss < 0.1', 'train_loss > 0.1', 'step >= 40', 'step <= 39'].map(check), [
    true,
    false,
    true,
    false,
  ]);
  assert.deepEqual(['status = ready', 'status = diverged', 'links = weights'].map(check), [true, false, true]);
  assert.deepEqual(
    ['spec.optimizer.learning_rate = 0.03', 'spec.network.layers.length > 1', 'spec.nothing.there > 1'].map(check),
    [true, true, false],
  );
  assert.deepEqual(['gradient.1 < 0.2', 'gradient.9 < 1'].map(check), [true, false]);
  assert.equal(descriptionOf(readCondition('gradient.1 < 0.001'), state), 'gradient of hidden layer 1 below 0.001');
  assert.equal(descriptionOf(readCondition('spec.optimizer.learning_rate >= 1'), state), 'learning rate at least 1');
  state.frame = null;
  assert.equal(check('train_loss < 0.1'), false);
});

test('blocks after a question appear once it is answered; a step is done once all checks are met', () => {
  const lesson = readLesson(WHOLE);
  const [first] = lesson.steps;
  const nothing = { answers: {}, met: {} };
  assert.equal(blocksShown(first, 0, nothing), 2);
  const answered = { answers: { 0.1: 0 }, met: {} };
  assert.equal(blocksShown(first, 0, answered), 4);
  assert.equal(isDone(first, 0, answered), false);
  const met = { ...answered, met: { 0.3: /** @type {const} */ (true) } };
  assert.equal(isDone(first, 0, met), true);
  assert.equal(stepsDone(lesson, met), 2);
  assert.equal(stepsDone(lesson, nothing), 1);
});

test('the example in the documentation is a valid lesson', () => {
  const page = readFileSync(new URL('../../../../docs/LESSONS.md', import.meta.url), 'utf8');
  const [, text] = /````markdown\n([\s\S]*?)````/.exec(page) ?? [];
  const { steps } = readLesson(text ?? '');
  assert.deepEqual(
    steps[0].blocks.map(({ kind }) => kind),
    ['text', 'predict', 'do', 'check'],
  );
});
