import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Samples } from '../../../../static/js/core/session/samples.js';
import { Problem } from '../../../../static/js/protocol/problem.js';
import { sessionOf, specOf } from '../../state.js';

/**
 * @param {string} id
 * @param {number} seed of the data
 */
function session(id, seed) {
  const spec = specOf();
  return sessionOf({ id, spec: { ...spec, data: /** @type {any} */ ({ ...spec.data, seed }) } });
}

/** @param {(id: string) => any} [answer] */
function setUp(answer = (id) => ({ of: id })) {
  /** @type {string[]} */
  const asked = [];
  const samples = new Samples({
    getData: async (id) => {
      asked.push(id);
      return answer(id);
    },
  });
  /** @type {(id: string, seed?: number) => Promise<any>} */
  const get = (id, seed = 1) => samples.get(/** @type {any} */ (session(id, seed)));
  return { asked, get };
}

test('sessions with the same data share one answer, also while it is on its way', async () => {
  const { asked, get } = setUp();
  const answers = await Promise.all([get('a'), get('b'), get('c', 2)]);
  assert.deepEqual([...answers, await get('d')], [{ of: 'a' }, { of: 'a' }, { of: 'c' }, { of: 'a' }]);
  assert.deepEqual(asked, ['a', 'c']);
});

test('old answers are dropped', async () => {
  const { asked, get } = setUp();
  for (const seed of [1, 2, 3, 1]) await get('a', seed);
  assert.equal(asked.length, 4);
});

test('of a session that is gone, the others ask themselves', async () => {
  const { asked, get } = setUp((id) => {
    if (id === 'a') throw new Problem(410, 'The session is gone');
    return { of: id };
  });
  const [lost, other] = await Promise.allSettled([get('a'), get('b')]);
  assert.equal(lost.status, 'rejected');
  assert.deepEqual(/** @type {any} */ (other).value, { of: 'b' });
  assert.deepEqual(asked, ['a', 'b']);
  assert.deepEqual(await get('c'), { of: 'b' });
});
