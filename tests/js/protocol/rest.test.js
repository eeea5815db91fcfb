import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Problem } from '../../../static/js/protocol/problem.js';
import { exportPath } from '../../../static/js/protocol/request.js';
import { RestClient } from '../../../static/js/protocol/rest.js';

/** @param {(path: string, init: any) => Promise<Response>} answer */
const clientOf = (answer) => new RestClient(/** @type {any} */ (answer));

test('a request is JSON, and its answer is parsed', async () => {
  /** @type {any[]} */
  const requests = [];
  const rest = clientOf(async (path, init) => {
    requests.push([init.method, path, init.body]);
    return Response.json({ outputs: [[1]] });
  });
  assert.deepEqual(await rest.predict('a', [[1, 2]]), { outputs: [[1]] });
  assert.deepEqual(requests, [['POST', '/api/v1/sessions/a/predict', '{"inputs":[[1,2]],"activations":true}']]);
  assert.equal(exportPath('a', 'npz'), '/api/v1/sessions/a/export?format=npz');
});

test('paths begin with the prefix of the server', async () => {
  /** @type {string[]} */
  const paths = [];
  const answer = async (/** @type {string} */ path) => {
    paths.push(path);
    return Response.json({});
  };
  const rest = new RestClient(/** @type {any} */ (answer), '/p');
  await Promise.all([rest.getHealth(), rest.getCatalog(), rest.deleteSession('a')]);
  assert.deepEqual(paths, ['/p/healthz', '/p/api/v1/catalog', '/p/api/v1/sessions/a']);
});

test('a refusal is a problem with the sentences of the server', async () => {
  const body = { title: 'Invalid spec', detail: 'units must be positive', remedy: 'Choose 1' };
  const rest = clientOf(async () => Response.json(body, { status: 422 }));
  await assert.rejects(rest.getSession('a'), (error) => {
    assert.ok(error instanceof Problem);
    assert.equal(error.message, 'Invalid spec. units must be positive. Choose 1.');
    assert.deepEqual([error.isGone, error.isTemporary], [false, false]);
    return true;
  });
});

test('problems tell missing sessions and temporary failures apart', () => {
  const kinds = [0, 404, 410, 429, 503].map((status) => new Problem(status, 'x'));
  assert.deepEqual(
    kinds.map(({ isGone }) => isGone),
    [false, true, true, false, false],
  );
  assert.deepEqual(
    kinds.map(({ isTemporary }) => isTemporary),
    [true, false, false, true, true],
  );
});

test('a server that cannot be reached is a problem, and has no health', async () => {
  const rest = clientOf(async () => {
    throw new TypeError('Failed to fetch');
  });
  await assert.rejects(rest.getCatalog(), /cannot be reached/);
  assert.equal(await rest.getHealth(), null);
  await rest.deleteSession('a'); // failures are ignored
});

test('a failure without problem+json still has a message', async () => {
  const rest = clientOf(async () => new Response('<h1>Bad gateway</h1>', { status: 502 }));
  await assert.rejects(rest.getCatalog(), /^Problem: The server answered 502\.$/);
});
