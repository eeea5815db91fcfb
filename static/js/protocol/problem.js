/** Failed requests: the server's answer as problem+json (RFC 9457), or no answer at all. */

/** Error of a failed request. `status` is the HTTP status, 0 if the server was not reached. */
export class Problem extends Error {
  /**
   * @param {number} status
   * @param {string} title
   * @param {string} [detail]
   * @param {string} [remedy]
   * @param {number | null} [position] index of the character at fault in the text of an expression
   * @param {string[]} [fields] the fields at fault, by name or as JSON pointers
   */
  constructor(status, title, detail = '', remedy = '', position = null, fields = []) {
    super([title, detail, remedy].filter(Boolean).map(asSentence).join(' '));
    this.name = 'Problem';
    this.status = status;
    this.title = title;
    this.detail = detail;
    this.remedy = remedy;
    this.position = position;
    this.fields = fields;
  }

  /** True if the session is unknown or has expired, and a new one is needed. */
  get isGone() {
    return this.status === 404 || this.status === 410;
  }

  /** True if the same request may succeed later. */
  get isTemporary() {
    return [0, 429, 502, 503, 504].includes(this.status);
  }
}

/**
 * Convert a problem+json body to an error.
 *
 * @param {number} status
 * @param {Partial<import('./types.d.ts').Problem>} body
 */
export function toProblem(status, body) {
  const title = body.title ?? `The server answered ${status}.`;
  const fields = [body.field, ...(body.errors ?? []).map(({ pointer }) => pointer)].filter((field) => !!field);
  return new Problem(status, title, body.detail, body.remedy, body.position, /** @type {string[]} */ (fields));
}

/** @param {string} text */
const asSentence = (text) => (/[.!?…]$/.test(text) ? text : `${text}.`);
