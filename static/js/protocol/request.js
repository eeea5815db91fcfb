/** Requests to the REST API. */

import { Problem, toProblem } from './problem.js';

/** @typedef {(path: string, init?: RequestInit) => Promise<Response>} Fetch fetches a path of the server */

export const BASE = '/api/v1';

/**
 * Send a request.
 *
 * @param {Fetch} fetch
 * @param {string} method
 * @param {string} path
 * @param {unknown} [body]
 * @returns {Promise<Response>}
 * @throws {Problem} unless the response is a success
 */
export async function send(fetch, method, path, body) {
  const headers = { 'Content-Type': 'application/json' };
  const init = body === undefined ? { method } : { method, headers, body: JSON.stringify(body) };
  const response = await fetch(BASE + path, init).catch(() => {
    throw new Problem(0, 'The server cannot be reached.', '', 'Check that it is running; the page keeps trying.');
  });
  if (response.ok) return response;
  throw toProblem(response.status, await response.json().catch(() => ({})));
}

/**
 * Create the function that sends requests to the server under `root` and parses the JSON of the responses.
 *
 * @param {Fetch} fetch
 * @param {string} root prefix of the server's paths
 */
export function createCaller(fetch, root) {
  const fetchBelow = (/** @type {string} */ path, /** @type {RequestInit | undefined} */ init = undefined) =>
    fetch(root + path, init);
  return async (/** @type {string} */ method, /** @type {string} */ path, /** @type {unknown} */ body = undefined) => {
    const response = await send(fetchBelow, method, path, body);
    return response.status === 204 ? null : response.json();
  };
}

/**
 * Get the path that a session's run is downloaded from.
 *
 * @param {string} id
 * @param {string} format
 */
export const exportPath = (id, format) => `${BASE}/sessions/${id}/export?format=${format}`;
