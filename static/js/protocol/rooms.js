/**
 * Clients of the calls about rooms. Every method that fails rejects with a `Problem`. The browser sends the key of the
 * page's role as a cookie.
 *
 * @import {
 *   Challenge, ChallengeChange, ChallengeMade, ExperimentChange, ExperimentMade, Invitation, JoinAnswer,
 *   LessonPrediction, MemberAnswer, NewChallenge, NewExperiment, NewQuestion, PredictionChange, PredictionRequest,
 *   Push, PushAnswer, Question, Role, RoomAnswer, RoomChange, RoomLink, RoomMade, RoomPlace, RoomRequest
 * } from './room.js'
 * @import {HistoryAnswer, PointData} from './types.d.ts'
 */

import { BASE, createCaller } from './request.js';

/** Calls without a role: how a page comes into a room. */
export class Rooms {
  #call;

  /**
   * @param {typeof globalThis.fetch} fetch
   * @param {string} [root] prefix of the server's paths
   */
  constructor(fetch, root = '') {
    this.#call = createCaller(fetch, root);
  }

  /**
   * Start a room; this browser becomes its teacher.
   *
   * @param {RoomRequest} about
   * @returns {Promise<RoomMade>}
   */
  create(about) {
    return this.#call('POST', '/rooms', about);
  }

  /**
   * Find the room of a typed code.
   *
   * @param {string} code
   * @returns {Promise<{room: string}>}
   */
  find(code) {
    return this.#call('GET', `/rooms/codes/${encodeURIComponent(code)}`);
  }

  /**
   * @param {string} id
   * @returns {Promise<Invitation>}
   */
  getInvitation(id) {
    return this.#call('GET', `/rooms/${encodeURIComponent(id)}/invitation`);
  }

  /**
   * Take the role that a key gives.
   *
   * @param {string} id
   * @param {string} key
   * @returns {Promise<{role: Role}>}
   */
  enter(id, key) {
    return this.#call('POST', `/rooms/${encodeURIComponent(id)}/enter`, { key });
  }

  /**
   * Become a member. Without a name the server gives one.
   *
   * @param {string} id
   * @param {string} name
   * @returns {Promise<JoinAnswer>}
   */
  join(id, name) {
    return this.#call('POST', `/rooms/${encodeURIComponent(id)}/members`, name ? { name } : {});
  }
}

/** Calls about one room in one role. */
export class RoomRest {
  #call;
  #root;

  /**
   * @param {typeof globalThis.fetch} fetch
   * @param {string} root prefix of the server's paths
   * @param {RoomPlace} place
   */
  constructor(fetch, root, place) {
    this.#root = root;
    this.place = place;
    const call = createCaller(fetch, root);
    this.#call = (/** @type {string} */ method, /** @type {string} */ path, /** @type {unknown} */ body = undefined) =>
      call(method, this.path(path), body);
  }

  /**
   * Path of a call or a stream, below the path of the API.
   *
   * @param {string} path within the room
   */
  path(path) {
    return `/rooms/${encodeURIComponent(this.place.id)}${path}?role=${this.place.role}`;
  }

  /** @returns {Promise<RoomAnswer>} */
  get() {
    return this.#call('GET', '');
  }

  /**
   * @param {RoomChange} change
   * @returns {Promise<RoomAnswer>}
   */
  change(change) {
    return this.#call('PATCH', '', change);
  }

  /** End the workshop: everything personal is deleted. */
  end() {
    return this.#call('DELETE', '');
  }

  // experiments

  /**
   * Deal an experiment to the members.
   *
   * @param {NewExperiment} wanted
   * @returns {Promise<ExperimentMade>}
   */
  dealExperiment(wanted) {
    return this.#call('POST', '/experiments', wanted);
  }

  /**
   * @param {string} id
   * @param {ExperimentChange} change
   */
  changeExperiment(id, change) {
    return this.#call('PATCH', `/experiments/${id}`, change);
  }

  /** @param {string} id */
  removeExperiment(id) {
    return this.#call('DELETE', `/experiments/${id}`);
  }

  // the member

  /** @returns {Promise<MemberAnswer>} */
  getMe() {
    return this.#call('GET', '/me');
  }

  /**
   * @param {string} name
   * @returns {Promise<MemberAnswer>}
   */
  renameMe(name) {
    return this.#call('PATCH', '/me', { name });
  }

  leave() {
    return this.#call('DELETE', '/me');
  }

  /**
   * Get the member's personal link, which opens this place in the room on another device.
   *
   * @returns {Promise<RoomLink>}
   */
  getMyLink() {
    return this.#call('GET', '/me/link');
  }

  /** Address of the personal link's QR code. */
  myQrAddress() {
    return `${this.#root}${BASE}${this.path('/me/qr.svg')}`;
  }

  /**
   * Answer a question, or change the answer.
   *
   * @param {string} question
   * @param {number} value
   */
  answer(question, value) {
    return this.#call('PUT', `/questions/${question}/answer`, { value });
  }

  /**
   * Predict in the lesson of the class.
   *
   * @param {PredictionRequest} prediction
   */
  predict(prediction) {
    return this.#call('PUT', '/me/predictions', prediction);
  }

  // the teacher

  /**
   * @param {string} member
   * @param {{admitted?: boolean, name?: string}} change
   */
  changeMember(member, change) {
    return this.#call('PATCH', `/members/${member}`, change);
  }

  /** @param {string} member */
  removeMember(member) {
    return this.#call('DELETE', `/members/${member}`);
  }

  /**
   * Send a run, a view or a lesson to members.
   *
   * @param {Push} push
   * @returns {Promise<PushAnswer>}
   */
  push(push) {
    return this.#call('POST', '/push', push);
  }

  /**
   * Choose the teacher's own session, which members may follow.
   *
   * @param {string} session
   */
  setRun(session) {
    return this.#call('PUT', '/run', { session });
  }

  /**
   * @param {NewQuestion} question
   * @returns {Promise<Question>}
   */
  ask(question) {
    return this.#call('POST', '/questions', question);
  }

  /**
   * @param {string} question
   * @param {Question['state']} state
   * @returns {Promise<Question>}
   */
  setQuestion(question, state) {
    return this.#call('PATCH', `/questions/${question}`, { state });
  }

  /**
   * Show what the class has predicted in its lesson, or hide it again.
   *
   * @param {PredictionChange} change
   * @returns {Promise<LessonPrediction>}
   */
  setPrediction(change) {
    return this.#call('PATCH', '/predictions', change);
  }

  /** @param {string} question */
  removeQuestion(question) {
    return this.#call('DELETE', `/questions/${question}`);
  }

  /**
   * Address of the results, to download.
   *
   * @param {'zip' | 'html'} ending
   */
  resultsAddress(ending) {
    return `${this.#root}${BASE}${this.path(`/results.${ending}`)}`;
  }

  /**
   * Set a challenge, which begins at once.
   *
   * @param {NewChallenge} challenge
   * @returns {Promise<ChallengeMade>}
   */
  challenge(challenge) {
    return this.#call('POST', '/challenges', challenge);
  }

  /**
   * @param {string} challenge
   * @param {ChallengeChange} change
   * @returns {Promise<Challenge>}
   */
  changeChallenge(challenge, change) {
    return this.#call('PATCH', `/challenges/${challenge}`, change);
  }

  /** @param {string} challenge */
  removeChallenge(challenge) {
    return this.#call('DELETE', `/challenges/${challenge}`);
  }

  // runs of others, read only: `run` is "/run" for the teacher's, "/members/ID" for a member's

  /**
   * @param {string} run
   * @returns {Promise<PointData>}
   */
  getData(run) {
    return this.#call('GET', `${run}/data`);
  }

  /**
   * @param {string} run
   * @returns {Promise<HistoryAnswer>}
   */
  getHistory(run) {
    return this.#call('GET', `${run}/history`);
  }

  /**
   * Get the address of a join link's QR code.
   *
   * @param {number} link index of the link
   */
  qrAddress(link) {
    return `${this.#root}${BASE}${this.path('/qr.svg')}&link=${link}`;
  }
}
