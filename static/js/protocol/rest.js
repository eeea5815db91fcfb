/**
 * Client of the REST API. Every method that fails rejects with a `Problem`.
 *
 * @import {FrameView, SessionInfo} from './model.js'
 * @import {
 *   Catalog, CheckpointsAnswer, ExpressionAnswer, FitAnswer, GenerateAnswer, GenerateRequest, Glossary,
 *   Health, HistoryAnswer, LandscapeAnswer, LandscapeRequest, LessonsAnswer, ParameterHistory, PointData,
 *   PredictAnswer, RunFile, RunFileInput, RunSpecInput, SessionsAnswer, SurfaceAnswer, SurfaceRequest,
 *   ThroughTimeAnswer, ThroughTimeRequest, TraceAnswer, TraceRequest
 * } from './types.d.ts'
 */

import { queryOf } from './query.js';
import { BASE, createCaller, send } from './request.js';

export class RestClient {
  #fetch;
  #call;

  /**
   * @param {typeof globalThis.fetch} fetch
   * @param {string} [root] prefix of the server's paths
   */
  constructor(fetch, root = '') {
    this.#fetch = (/** @type {string} */ path, /** @type {RequestInit | undefined} */ init = undefined) =>
      fetch(root + path, init);
    this.#call = createCaller(fetch, root);
  }

  /**
   * Get the server's health; null if it cannot be reached.
   *
   * @returns {Promise<Health | null>}
   */
  getHealth() {
    return this.#fetch('/healthz')
      .then((response) => response.json())
      .catch(() => null);
  }

  /**
   * Get the catalog of everything a RunSpec can use.
   *
   * @returns {Promise<Catalog>}
   */
  getCatalog() {
    return this.#call('GET', '/catalog');
  }

  /**
   * Get the texts of all lessons.
   *
   * @returns {Promise<LessonsAnswer>}
   */
  getLessons() {
    return this.#call('GET', '/lessons');
  }

  /**
   * Get all terms of the glossary.
   *
   * @returns {Promise<Glossary>}
   */
  getGlossary() {
    return this.#call('GET', '/glossary');
  }

  // sessions

  /**
   * Create a session.
   *
   * @param {RunSpecInput} spec
   * @returns {Promise<SessionInfo>}
   */
  createSession(spec) {
    return this.#call('POST', '/sessions', spec);
  }

  /**
   * Create a session for each spec, or none if one of them is refused.
   *
   * @param {RunSpecInput[]} specs
   * @returns {Promise<SessionInfo[]>}
   */
  async createSessions(specs) {
    const { sessions } = /** @type {SessionsAnswer} */ (await this.#call('POST', '/sessions/batch', { specs }));
    return sessions;
  }

  /**
   * Get the metadata of a session.
   *
   * @param {string} id
   * @returns {Promise<SessionInfo>}
   */
  getSession(id) {
    return this.#call('GET', `/sessions/${id}`);
  }

  /**
   * Delete a session. Also works while the page is being left, and ignores failures.
   *
   * @param {string} id
   */
  async deleteSession(id) {
    await this.#fetch(`${BASE}/sessions/${id}`, { method: 'DELETE', keepalive: true }).catch(() => null);
  }

  /**
   * Get the training and test samples of a session.
   *
   * @param {string} id
   * @returns {Promise<PointData>}
   */
  getData(id) {
    return this.#call('GET', `/sessions/${id}/data`);
  }

  /**
   * Get the recorded losses and layer statistics of a session.
   *
   * @param {string} id
   * @returns {Promise<HistoryAnswer>}
   */
  getHistory(id) {
    return this.#call('GET', `/sessions/${id}/history`);
  }

  /**
   * Get a session's run as a file, with everything needed to continue it exactly.
   *
   * @param {string} id
   * @returns {Promise<RunFile>}
   */
  getRun(id) {
    return this.#call('GET', `/sessions/${id}/export?format=json`);
  }

  /**
   * Replace the run of a session.
   *
   * @param {string} id
   * @param {RunFileInput} run
   * @returns {Promise<SessionInfo>}
   */
  putRun(id, run) {
    return this.#call('PUT', `/sessions/${id}/run`, run);
  }

  // checkpoints

  /**
   * List the checkpoints of a session.
   *
   * @param {string} id
   * @returns {Promise<CheckpointsAnswer>}
   */
  getCheckpoints(id) {
    return this.#call('GET', `/sessions/${id}/checkpoints`);
  }

  /**
   * Get a checkpoint as an encoded frame, like those of the stream.
   *
   * @param {string} id
   * @param {number} step
   * @param {FrameView} view
   * @returns {Promise<ArrayBuffer>}
   */
  async getCheckpointFrame(id, step, view) {
    const response = await send(this.#fetch, 'GET', `/sessions/${id}/checkpoints/${step}/frame?${queryOf(view)}`);
    return response.arrayBuffer();
  }

  /**
   * Create a session that continues from a checkpoint.
   *
   * @param {string} id
   * @param {number} step
   * @returns {Promise<SessionInfo>}
   */
  branchFrom(id, step) {
    return this.#call('POST', `/sessions/${id}/checkpoints/${step}/branch`);
  }

  /**
   * Return a session to a checkpoint.
   *
   * @param {string} id
   * @param {number} step
   * @returns {Promise<SessionInfo>}
   */
  returnTo(id, step) {
    return this.#call('POST', `/sessions/${id}/checkpoints/${step}/return`);
  }

  // queries

  /**
   * Compute the outputs and the activations of every layer for given inputs.
   *
   * @param {string} id
   * @param {number[][]} inputs
   * @returns {Promise<PredictAnswer>}
   */
  predict(id, inputs) {
    return this.#call('POST', `/sessions/${id}/predict`, { inputs, activations: true });
  }

  /**
   * Get which layers and option values fit the session's network.
   *
   * @param {string} id
   * @returns {Promise<FitAnswer>}
   */
  getFit(id) {
    return this.#call('POST', `/sessions/${id}/fit`, {});
  }

  /**
   * Compute the training loss on a plane in parameter space.
   *
   * @param {string} id
   * @param {LandscapeRequest} request
   * @returns {Promise<LandscapeAnswer>}
   */
  getLandscape(id, request) {
    return this.#call('POST', `/sessions/${id}/landscape`, request);
  }

  /**
   * Get the recorded values of one parameter.
   *
   * @param {string} id
   * @param {number} parameter index in the flat vector of parameters
   * @returns {Promise<ParameterHistory>}
   */
  getParameterHistory(id, parameter) {
    return this.#call('GET', `/sessions/${id}/parameter-history?parameter=${parameter}`);
  }

  /**
   * Trace a sample through the network, forward and backward.
   *
   * @param {string} id
   * @param {Partial<TraceRequest>} sample
   * @returns {Promise<TraceAnswer>}
   */
  getTrace(id, sample) {
    return this.#call('POST', `/sessions/${id}/trace`, sample);
  }

  /**
   * Trace a sequence through the recurrent layers.
   *
   * @param {string} id
   * @param {ThroughTimeRequest} request
   * @returns {Promise<ThroughTimeAnswer>}
   */
  getThroughTime(id, request) {
    return this.#call('POST', `/sessions/${id}/through-time`, request);
  }

  /**
   * Generate text with a run that was trained on one.
   *
   * @param {string} id
   * @param {GenerateRequest} request
   * @returns {Promise<GenerateAnswer>}
   */
  generateText(id, request) {
    return this.#call('POST', `/sessions/${id}/generate`, request);
  }

  // without a session

  /**
   * Run optimizers on a classic test function.
   *
   * @param {SurfaceRequest} request
   * @returns {Promise<SurfaceAnswer>}
   */
  descendSurface(request) {
    return this.#call('POST', '/surfaces/run', request);
  }

  /**
   * Evaluate and differentiate an expression.
   *
   * @param {string} text
   * @param {Record<string, number>} values
   * @param {Record<string, number | number[] | number[][]>} [seeds] directions of forward mode, by input
   * @returns {Promise<ExpressionAnswer>}
   */
  differentiate(text, values, seeds = {}) {
    return this.#call('POST', '/expression', { text, values, seeds });
  }
}
