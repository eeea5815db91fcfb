/**
 * The REST calls the page makes. Every failure is a `Problem`: what the server said (RFC 9457), or that it was not
 * reached.
 *
 * @import {SessionInfo, View} from './model.js'
 * @import {
 *   Catalog, GenerateAnswer, GenerateRequest, Health, HistoryAnswer, LandscapeAnswer, LandscapeRequest, LessonsAnswer,
 *   MomentsAnswer, ParameterCourse, PointData, PredictAnswer, RunFile, RunFileInput, RunSpecInput, SurfaceAnswer,
 *   SurfaceRequest, ThroughTimeAnswer, ThroughTimeRequest, TraceAnswer, TraceRequest
 * } from './types.d.ts'
 */

const BASE = '/api/v1';

/** @param {string} text */
const asSentence = (text) => (/[.!?…]$/.test(text) ? text : `${text}.`);

/** A failed call. `status` is the HTTP status, 0 when no answer came. */
export class Problem extends Error {
  /**
   * @param {number} status
   * @param {string} title
   * @param {string} [detail]
   * @param {string} [remedy]
   * @param {number | null} [position]
   */
  constructor(status, title, detail = '', remedy = '', position = null) {
    super([title, detail, remedy].filter(Boolean).map(asSentence).join(' '));
    this.name = 'Problem';
    this.status = status;
    this.title = title;
    this.detail = detail;
    this.remedy = remedy;
    /** the character of an expression's text that is the matter, where it is one */
    this.position = position;
  }

  /** True when the session asked for is unknown or has expired: a new one is needed. */
  get isGone() {
    return this.status === 404 || this.status === 410;
  }

  /** True when trying again later may help. */
  get isTemporary() {
    return this.status === 0 || this.status === 502 || this.status === 503 || this.status === 504;
  }
}

/**
 * How the server is; null when it cannot be reached.
 *
 * @returns {Promise<Health | null>}
 */
export const getHealth = () =>
  fetch('/healthz')
    .then((response) => response.json())
    .catch(() => null);

/** @returns {Promise<Catalog>} */
export const getCatalog = () => call('GET', '/catalog');

/**
 * @param {RunSpecInput} spec
 * @returns {Promise<SessionInfo>}
 */
export const createSession = (spec) => call('POST', '/sessions', spec);

/**
 * @param {string} id
 * @returns {Promise<SessionInfo>}
 */
export const getSession = (id) => call('GET', `/sessions/${id}`);

/**
 * The texts of all lessons.
 *
 * @returns {Promise<LessonsAnswer>}
 */
export const getLessons = () => call('GET', '/lessons');

/** Ends a session that is not needed any more, also while the page is left. @param {string} id */
export const deleteSession = (id) =>
  fetch(`${BASE}/sessions/${id}`, { method: 'DELETE', keepalive: true }).catch(() => null);

/**
 * @param {string} id
 * @returns {Promise<PointData>}
 */
export const getData = (id) => call('GET', `/sessions/${id}/data`);

/**
 * @param {string} id
 * @returns {Promise<HistoryAnswer>}
 */
export const getHistory = (id) => call('GET', `/sessions/${id}/history`);

/**
 * The moments that are kept of a session's run.
 *
 * @param {string} id
 * @returns {Promise<MomentsAnswer>}
 */
export const getMoments = (id) => call('GET', `/sessions/${id}/moments`);

/**
 * What a moment looked like, as a frame of the stream.
 *
 * @param {string} id
 * @param {number} step
 * @param {View} view
 * @returns {Promise<ArrayBuffer>}
 */
export async function getMomentFrame(id, step, view) {
  const query = new URLSearchParams(Object.entries(view).map(([name, value]) => [name, String(value)]));
  const response = await ask('GET', `/sessions/${id}/moments/${step}/frame?${query}`);
  return response.arrayBuffer();
}

/**
 * A new session that goes on from a moment.
 *
 * @param {string} id
 * @param {number} step
 * @returns {Promise<SessionInfo>}
 */
export const branchFrom = (id, step) => call('POST', `/sessions/${id}/moments/${step}/branch`);

/**
 * The session stands at a moment again.
 *
 * @param {string} id
 * @param {number} step
 * @returns {Promise<SessionInfo>}
 */
export const returnTo = (id, step) => call('POST', `/sessions/${id}/moments/${step}/return`);

/**
 * @param {string} id
 * @returns {Promise<RunFile>}
 */
export const getRun = (id) => call('GET', `/sessions/${id}/export?format=json`);

/**
 * Puts a run in the place of the session's.
 *
 * @param {string} id
 * @param {RunFileInput} run
 * @returns {Promise<SessionInfo>}
 */
export const putRun = (id, run) => call('PUT', `/sessions/${id}/run`, run);

/**
 * Asks the network, and every layer of it.
 *
 * @param {string} id
 * @param {number[][]} inputs
 * @returns {Promise<PredictAnswer>}
 */
export const predict = (id, inputs) => call('POST', `/sessions/${id}/predict`, { inputs, activations: true });

/**
 * The training loss on a plane of parameters.
 *
 * @param {string} id
 * @param {LandscapeRequest} request
 * @returns {Promise<LandscapeAnswer>}
 */
export const getLandscape = (id, request) => call('POST', `/sessions/${id}/landscape`, request);

/**
 * One parameter along the run.
 *
 * @param {string} id
 * @param {number} parameter its place in the flat vector
 * @returns {Promise<ParameterCourse>}
 */
export const getParameterCourse = (id, parameter) => call('GET', `/sessions/${id}/optimizer?parameter=${parameter}`);

/**
 * Lets optimizers descend a classic function.
 *
 * @param {SurfaceRequest} request
 * @returns {Promise<SurfaceAnswer>}
 */
export const descendSurface = (request) => call('POST', '/surfaces/run', request);

/**
 * Follows a sample through the network, forward and back.
 *
 * @param {string} id
 * @param {Partial<TraceRequest>} sample
 * @returns {Promise<TraceAnswer>}
 */
export const getTrace = (id, sample) => call('POST', `/sessions/${id}/trace`, sample);

/**
 * Follows one sequence through the recurrent layers.
 *
 * @param {string} id
 * @param {ThroughTimeRequest} question
 * @returns {Promise<ThroughTimeAnswer>}
 */
export const lookThroughTime = (id, question) => call('POST', `/sessions/${id}/through-time`, question);

/**
 * Lets a run on a text write.
 *
 * @param {string} id
 * @param {GenerateRequest} question
 * @returns {Promise<GenerateAnswer>}
 */
export const generate = (id, question) => call('POST', `/sessions/${id}/generate`, question);

/** The address a session's run is downloaded from. @param {string} id @param {string} format */
export const exportUrl = (id, format) => `${BASE}/sessions/${id}/export?format=${format}`;

/**
 * The address of a session's stream.
 *
 * @param {string} id
 * @param {{protocol: string, host: string}} location
 */
export function streamUrl(id, { protocol, host }) {
  return `${protocol === 'https:' ? 'wss' : 'ws'}://${host}${BASE}/sessions/${id}/stream`;
}

/**
 * Sends a body and takes the answer.
 *
 * @param {string} path
 * @param {unknown} body
 */
export const post = (path, body) => call('POST', path, body);

/**
 * @param {string} method
 * @param {string} path
 * @param {unknown} [body]
 */
async function call(method, path, body) {
  const response = await ask(method, path, body);
  return response.status === 204 ? null : response.json();
}

/**
 * An answer that is none of failure.
 *
 * @param {string} method
 * @param {string} path
 * @param {unknown} [body]
 */
async function ask(method, path, body) {
  const init = { method, headers: { Accept: 'application/json', 'Content-Type': 'application/json' } };
  const response = await fetch(BASE + path, body === undefined ? init : { ...init, body: JSON.stringify(body) }).catch(
    () => {
      throw new Problem(0, 'The server cannot be reached.', '', 'Check that it is running; the page keeps trying.');
    },
  );
  if (response.ok) return response;
  throw toProblem(response.status, await response.json().catch(() => ({})));
}

/**
 * @param {number} status
 * @param {{title?: string, detail?: string, remedy?: string, position?: number | null}} body problem+json
 */
export function toProblem(status, body) {
  const title = body.title ?? `The server answered ${status}.`;
  return new Problem(status, title, body.detail, body.remedy, body.position);
}
