import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Group } from '../../../../static/js/core/group/group.js';
import { METRICS } from '../../../../static/js/core/session/needs.js';
import { FULL_SPEEDS } from '../../../../static/js/core/session/speeds.js';
import { createStore } from '../../../../static/js/core/store.js';
import { Problem } from '../../../../static/js/protocol/problem.js';
import { createFakeEnvironment, settle } from '../../fakes.js';
import { specOf } from '../../state.js';

/** @param {number[]} units one entry for each */
const entriesOf = (...units) => units.map((width) => ({ label: `${width} units`, spec: specOf([width]) }));

function setUp() {
  const fakes = createFakeEnvironment('http://localhost/race');
  const page = createStore('light');
  const group = new Group(page, fakes.ticker, fakes.environment);
  const labels = () => group.members.peek().map(({ label }) => label);
  const notice = () => page.state.peek().notice;
  return { ...fakes, page, group, labels, notice };
}

/** @param {any} spec */
const refuse = (spec) => {
  if (spec.network.layers[0].units > 9) throw new Problem(422, 'Too many units');
};

test('a group opens a session for each entry, and resumes them after a reload', async () => {
  const { server, group, environment, ticker, labels } = setUp();
  await group.open(entriesOf(2, 3));
  await server.accept();
  await group.whenOpen();
  assert.deepEqual(labels(), ['2 units', '3 units']);
  assert.equal(group.store.state.peek().session?.id, 's1'); // the leader

  assert.deepEqual(server.requests, ['createSessions']);

  const reloaded = new Group(createStore('light'), ticker, environment);
  await reloaded.open(entriesOf(2, 3));
  await server.accept();
  await reloaded.whenOpen();
  assert.deepEqual([...server.sessions.keys()], ['s1', 's2']);
  assert.deepEqual(server.requests, ['createSessions'], 'the streams say everything');
});

test('members that the server has lost before a reload are replaced without a word, and caught up', async () => {
  const { server, group, environment, ticker } = setUp();
  await group.open(entriesOf(2, 3));
  await server.accept();
  server.sessions.delete('s2');

  const page = createStore('light');
  const reloaded = new Group(page, ticker, environment);
  await reloaded.open(entriesOf(2, 3));
  const caughtUp = reloaded.catchUp();
  await server.accept();
  await server.accept();
  await caughtUp;
  assert.deepEqual([...server.sessions.keys()], ['s3', 's4']);
  assert.equal(reloaded.members.peek().length, 2);
  assert.equal(page.state.peek().notice, null);
});

test('members with the same data share one answer; a view without points asks for none', async () => {
  const { server, group } = setUp();
  await group.open(entriesOf(2, 3), { ...METRICS, samples: true });
  await server.accept();
  assert.deepEqual(server.requests, ['createSessions', 'getData s1']);
  const data = group.members.peek().map(({ store }) => /** @type {any} */ (store.state.peek().data));
  assert.deepEqual(data, [{ of: 's1' }, { of: 's1' }]);
});

test('other entries replace the members, whose sessions are deleted', async () => {
  const { server, group, labels } = setUp();
  await group.open(entriesOf(2, 3));
  await server.accept();
  await group.open(entriesOf(4));
  await settle();
  assert.deepEqual(labels(), ['4 units']);
  assert.deepEqual([...server.sessions.keys()], ['s3']);
});

test('refused entries leave the members as they are, and may be tried again', async () => {
  const { server, group, labels } = setUp();
  server.check = refuse;
  await group.open(entriesOf(2));
  await server.accept();
  await assert.rejects(group.open(entriesOf(2, 10)), /Too many units/);
  assert.deepEqual(labels(), ['2 units']);
  assert.deepEqual([...server.sessions.keys()], ['s1']);
  server.check = () => {};
  await group.open(entriesOf(2, 10));
  assert.deepEqual(labels(), ['2 units', '10 units']);
});

test('a member whose session is lost starts again with the others', async () => {
  const { server, group, labels, notice } = setUp();
  await group.open(entriesOf(2, 3));
  await server.accept();
  await server.forget('s2');
  await server.accept();
  await group.whenOpen();
  assert.deepEqual(labels(), ['2 units', '3 units']);
  assert.deepEqual([...server.sessions.keys()], ['s3', 's4']);
  assert.deepEqual(notice(), {
    kind: 'info',
    text: 'One of these runs was no longer on the server, so all of them have restarted.',
  });
});

test('a session lost after other entries were refused starts the members again, not the refused entries', async () => {
  const { server, group, labels, notice } = setUp();
  server.check = refuse;
  await group.open(entriesOf(2));
  await server.accept();
  await assert.rejects(group.open(entriesOf(10)));
  await server.forget('s1');
  await server.accept();
  await group.whenOpen();
  assert.deepEqual(labels(), ['2 units']);
  assert.equal(group.members.peek()[0].store.state.peek().session?.id, 's2');
  assert.match(notice()?.text ?? '', /all of them have restarted/);
});

test('members that cannot start again stay, and the notice says so', async () => {
  const { server, group, labels, notice } = setUp();
  await group.open(entriesOf(2, 3));
  await server.accept();
  server.check = () => {
    throw new Problem(403, 'Too many sessions', '', 'Wait a minute');
  };
  await server.forget('s1');
  assert.deepEqual(labels(), ['2 units', '3 units']);
  assert.equal(notice()?.kind, 'error');
  assert.match(notice()?.text ?? '', /could not be restarted\. Too many sessions\. Wait a minute\./);
  assert.equal(group.store.state.peek().playing, false);
  server.check = () => {};
  await group.open(entriesOf(2, 3));
  await server.accept();
  await group.whenOpen();
  assert.equal(server.sessions.size, 2);
});

test('of entries opened in quick succession the last ones count', async () => {
  const { server, group, labels } = setUp();
  const first = group.open(entriesOf(2));
  const second = group.open(entriesOf(3));
  await Promise.all([first, second]);
  await settle();
  assert.deepEqual(labels(), ['3 units']);
  assert.equal(server.sessions.size, 1);
});

test('a group waits for a server that cannot be reached', async () => {
  const { server, group, clock, labels } = setUp();
  server.isDown = true;
  const opening = group.open(entriesOf(2));
  await clock.advance(1000);
  assert.deepEqual(labels(), []);
  assert.equal(group.store.state.peek().connection.phase, 'lost');
  server.isDown = false;
  await clock.advance(1000);
  await opening;
  assert.deepEqual(labels(), ['2 units']);
});

test('all members train the same number of steps, and none trains while another is not connected', async () => {
  const { server, group } = setUp();
  await group.open(entriesOf(2, 3));
  await server.accept();
  const steps = () => ['s1', 's2'].map((id) => server.streamOf(id).sent.filter(({ type }) => type === 'step').length);
  const answer = (/** @type {string} */ id) => {
    const stream = server.streamOf(id);
    const last = /** @type {any} */ (stream.sent.findLast(({ type }) => type === 'step'));
    const status = { playing: false, status: 'ready', message: null, divergence: null, unit: 'step', per_second: null };
    stream.tell({ type: 'status', ...status, re: last.id, seconds: 0.001 });
  };
  group.setSpeed(FULL_SPEEDS.length - 1);
  group.setPlaying(true);
  await settle();
  assert.deepEqual(steps(), [1, 1]);
  answer('s1');
  await settle();
  assert.deepEqual(steps(), [1, 1], 'the round ends when all have answered');
  answer('s2');
  await settle();
  assert.deepEqual(steps(), [2, 2]);
  group.setPlaying(false);
  server.streamOf('s1').lose();
  answer('s2');
  group.step('step');
  await settle();
  assert.deepEqual(steps(), [2, 2]);
});
