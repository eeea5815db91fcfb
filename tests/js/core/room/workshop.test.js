import assert from 'node:assert/strict';
import { test } from 'node:test';

import { storedId } from '../../../../static/js/core/address/address.js';
import {
  enterByKey,
  forgetWorkshop,
  projectorAddress,
  roomAddress,
  startWorkshop,
  taughtWorkshop,
  viewAt,
} from '../../../../static/js/core/room/workshop.js';
import { createStore } from '../../../../static/js/core/store.js';
import { createFakeEnvironment } from '../../fakes.js';
import { roomOf } from '../../rooms.js';
import { sessionOf } from '../../state.js';

/** @param {boolean} isTeachable whether the server accepts the run and the projector's key */
function setUp(isTeachable = true) {
  const { environment } = createFakeEnvironment();
  /** @type {unknown[][]} */
  const calls = [];
  const note = (/** @type {unknown[]} */ ...call) => {
    calls.push(call);
    return answer;
  };
  const answer = isTeachable ? Promise.resolve(null) : Promise.reject(new Error('refused'));
  answer.catch(() => null);
  const app = /** @type {any} */ ({
    ...environment,
    store: createStore('light'),
    rooms: {
      create: async (/** @type {unknown} */ about) => {
        calls.push(['create', about]);
        return { room: roomOf({ id: 'r/1' }), keys: { teacher: 't', projector: 'p' } };
      },
      enter: (/** @type {string} */ id, /** @type {string} */ key) => note('enter', id, key),
    },
    roomRest: () => ({ setRun: (/** @type {string} */ id) => note('setRun', id) }),
  });
  return { app, calls };
}

test('a workshop starts with the run of the tab, and the browser remembers it', async () => {
  const { app, calls } = setUp();
  const session = sessionOf({ id: 's1' });
  app.store.dispatch({ type: 'session', session, re: null });
  assert.equal(await startWorkshop(app, { view: 'flow' }), 'r/1');
  assert.deepEqual(calls, [
    ['create', { view: 'flow', spec: session.spec }],
    ['setRun', 's1'],
    ['enter', 'r/1', 'p'],
  ]);
  assert.equal(storedId(app.tabStorage), 's1', 'the teacher’s page finds it');
  assert.deepEqual(taughtWorkshop(app.preferences), { id: 'r/1', projector: 'p' });
  forgetWorkshop(app.preferences, 'another');
  assert.notEqual(taughtWorkshop(app.preferences), null);
  forgetWorkshop(app.preferences, 'r/1');
  assert.equal(taughtWorkshop(app.preferences), null);
});

test('a page without a run starts a workshop too; what fails besides does not matter', async () => {
  const { app, calls } = setUp(false);
  assert.equal(await startWorkshop(app, { name: 'Class' }), 'r/1');
  assert.deepEqual(
    calls.map(([name]) => name),
    ['create', 'enter'],
  );
});

test('a key in the address is used once, and does not stay there', async () => {
  const { app, calls } = setUp();
  const { environment } = createFakeEnvironment('http://localhost/room/projector?room=r#key=k%3D1');
  const page = { ...environment, rooms: app.rooms };
  await enterByKey(page, 'r');
  assert.deepEqual(calls, [['enter', 'r', 'k=1']]);
  assert.equal(page.location.href, 'http://localhost/room/projector?room=r');
  await enterByKey(page, 'r');
  assert.equal(calls.length, 1);
});

test('addresses are below the prefix of the site', () => {
  assert.equal(roomAddress({ root: '/p' }, 'r/1'), '/p/room?room=r%2F1');
  assert.equal(projectorAddress({ root: '' }, 'r'), '/room/projector?room=r');
  assert.equal(projectorAddress({ root: '' }, 'r', 'k=1'), '/room/projector?room=r#key=k%3D1');
  assert.equal(viewAt('/p/', '/p'), 'playground');
  assert.equal(viewAt('/p/flow', '/p'), 'flow');
});
