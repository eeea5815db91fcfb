import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Group } from '../../../../static/js/core/group/group.js';
import { createStore } from '../../../../static/js/core/store.js';
import { MemoryLab, firstWord } from '../../../../static/js/features/memory/memoryLab.js';
import { Problem } from '../../../../static/js/protocol/problem.js';
import { createFakeEnvironment, settle } from '../../fakes.js';
import { frameOf } from '../../state.js';

/** @param {string} [href] */
async function createLab(href = 'http://localhost/memory') {
  const { server, clock, environment, ticker, tabStorage } = createFakeEnvironment(href);
  server.answers.getThroughTime = () => ({ layers: [], inputs: [[1]] });
  server.answers.generateText = () => ({ text: 'abc', step: 0 });
  const store = createStore('light');
  const group = new Group(store, ticker, environment);
  const lab = new MemoryLab(/** @type {any} */ ({ ...environment, store, ticker, group }));
  await server.accept();
  const count = (/** @type {string} */ name) => server.requests.filter((request) => request.startsWith(name)).length;
  return { lab, group, server, clock, tabStorage, environment, count };
}

const labelsOf = (/** @type {MemoryLab} */ lab) => lab.runs.value.map(({ member }) => member.label);

test('one session per cell is created, and inspected', async () => {
  const { lab, clock, count } = await createLab('http://localhost/memory?cells=rnn+gru');
  assert.deepEqual(labelsOf(lab), ['RNN', 'GRU']);
  await clock.advance(200);
  assert.equal(count('getThroughTime'), 2);
  assert.equal(lab.runs.value[0].inspection.value.answer?.inputs.length, 1);
});

test('settings are stored in the address; sessions are created again after the last change', async () => {
  const { lab, server, clock, environment, count } = await createLab();
  lab.choose({ units: 5 });
  lab.choose({ units: 6, cells: ['rnn'] });
  assert.equal(environment.choices.read().units, '6');
  await clock.advance(200);
  assert.equal(count('createSessions'), 1);
  await clock.advance(100);
  await server.accept();
  assert.deepEqual(labelsOf(lab), ['RNN']);
  assert.equal(count('createSessions'), 2);
});

test('a running session is inspected at intervals', async () => {
  const { lab, clock, count } = await createLab('http://localhost/memory?cells=rnn');
  const [{ member }] = lab.runs.value;
  await clock.advance(1000);
  const before = count('getThroughTime');
  for (const step of [1, 2, 3]) member.store.dispatch({ type: 'frame', frame: frameOf({ step, layers: 3 }) });
  await settle();
  await clock.advance(170);
  assert.ok(count('getThroughTime') - before <= 2);
});

test('settings that the server refuses are reported, and can be sent again', async () => {
  const { lab, server, clock } = await createLab('http://localhost/memory?cells=rnn');
  server.check = () => {
    throw new Problem(422, 'Too long');
  };
  lab.choose({ units: 7 });
  await clock.advance(300);
  assert.match(lab.problem.value, /Too long/);
  assert.deepEqual(labelsOf(lab), ['RNN']);
  server.check = () => {};
  lab.retry();
  await settle();
  assert.equal(lab.problem.value, '');
});

test('the text is stored in the tab; a text that is too short creates no session', async () => {
  const { lab, clock, tabStorage, count } = await createLab('http://localhost/memory?task=text&cells=rnn');
  const before = count('createSession');
  lab.setText('short');
  await clock.advance(300);
  assert.equal(tabStorage.getItem('backprop-memory-text'), 'short');
  assert.equal(count('createSession'), before);
});

test('before it has learned anything, a network writes only on request', async () => {
  const { lab, clock, count } = await createLab('http://localhost/memory?task=text&cells=rnn');
  await clock.advance(2000);
  assert.equal(count('generateText'), 0);
  lab.writeAgain();
  await clock.advance(2000);
  assert.equal(count('generateText'), 1);

  const other = await createLab('http://localhost/memory?task=text&cells=rnn');
  const [{ member, writing }] = other.lab.runs.value;
  member.store.dispatch({ type: 'frame', frame: frameOf({ step: 1, layers: 3 }) });
  await other.clock.advance(2000);
  assert.equal(other.count('generateText'), 1);
  assert.equal(writing.value.answer?.text, 'abc');
  member.store.dispatch({ type: 'frame', frame: frameOf({ step: 0, layers: 3 }) });
  await settle();
  assert.equal(writing.value.answer, null, 'it has been rewound');
  member.store.dispatch({ type: 'frame', frame: frameOf({ step: 2, layers: 3 }) });
  await other.clock.advance(2000);
  assert.equal(other.count('generateText'), 2);
  other.lab.writeAgain();
  await other.clock.advance(2000);
  assert.equal(other.count('generateText'), 3);
});

test('after a text that was refused, the runs go on with the prompt of theirs', async () => {
  const { lab, server, clock } = await createLab('http://localhost/memory?task=text&cells=rnn');
  /** @type {string[]} */
  const prompts = [];
  server.answers.generateText = (/** @type {string} */ _, /** @type {{prompt: string}} */ { prompt }) => {
    prompts.push(prompt);
    return { text: 'abc', step: 0 };
  };
  const own = firstWord(lab.text.value);
  lab.setText('zzz');
  const [{ member }] = lab.runs.value;
  member.store.dispatch({ type: 'frame', frame: frameOf({ step: 1, layers: 3 }) });
  lab.writeAgain();
  await settle();
  await clock.advance(2000);
  assert.ok(prompts.length > 0);
  assert.deepEqual([...new Set(prompts)], [own]);
});
