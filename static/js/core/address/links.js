/**
 * The format of the address's fragment: `#run=1.` and the JSON of a RunSpec, or of a run file with weights, deflated
 * and encoded in base64url. zlib's checksum detects links that were cut or mistyped. `&hide=` names hidden parts of the
 * page.
 *
 * @import {RunFileInput, RunSpec} from '../../protocol/types.d.ts'
 *
 * @typedef {object} Linked
 * @property {RunSpec | RunFileInput | null} run null if the address holds none
 * @property {string[]} hidden names of hidden parts of the page
 * @property {string[]} unknown names that the address would hide, but the page does not have
 */

import { PAGE_PARTS, currentName } from './pageParts.js';

const VERSION = '1';

/** Most characters of a link; enough for custom data of some thousand points. */
export const LONGEST = 64_000;

/**
 * Encode a run as a fragment.
 *
 * @param {RunSpec | RunFileInput} run
 * @param {string[]} [hidden] names of hidden parts of the page
 * @returns {Promise<string>} the fragment, including its #
 */
export async function writeFragment(run, hidden = []) {
  const bytes = await pass(new TextEncoder().encode(JSON.stringify(run)), new CompressionStream('deflate'));
  const text = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
  const safe = text.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
  return `#run=${VERSION}.${safe}${hidden.length > 0 ? `&hide=${hidden.join('.')}` : ''}`;
}

/**
 * True for a fragment that holds a run or hidden parts, rather than the name of a place on the page.
 *
 * @param {string} fragment including its #
 */
export const isFragment = (fragment) => /^#(run|hide)=/.test(fragment);

/**
 * Decode a fragment.
 *
 * @param {string} fragment including its #
 * @param {number} [longest] most characters that are accepted
 * @returns {Promise<Linked>}
 * @throws {RangeError} with a message for the user if the run in it cannot be read
 */
export async function readFragment(fragment, longest = LONGEST) {
  if (fragment.length > longest) {
    throw new RangeError(`This link is ${fragment.length} characters long, more than ${longest}. Ask for a file.`);
  }
  const values = new URLSearchParams(fragment.slice(1));
  const run = values.get('run');
  const names = (values.get('hide') ?? '').split('.').filter(Boolean).map(currentName);
  const isPart = (/** @type {string} */ name) => PAGE_PARTS.some((part) => part.name === name);
  const [hidden, unknown] = [names.filter(isPart), names.filter((name) => !isPart(name))];
  return { run: run === null ? null : await readRun(run), hidden, unknown };
}

/**
 * @param {string} encoded
 * @returns {Promise<RunSpec | RunFileInput>}
 */
async function readRun(encoded) {
  const match = /^(\d+)\.([\w-]*)$/.exec(encoded);
  if (!match) throw new RangeError('This link contains invalid characters. Ask for it again.');
  const [, version, text] = match;
  if (version !== VERSION) {
    throw new RangeError(
      `This link has version ${version}, but this page reads ${VERSION}. Update this program, or ask for a new link.`,
    );
  }
  try {
    const bytes = Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (c) => c.charCodeAt(0));
    return JSON.parse(new TextDecoder().decode(await pass(bytes, new DecompressionStream('deflate'))));
  } catch {
    throw new RangeError('This link is incomplete or was changed. Ask for it again.');
  }
}

/**
 * @param {Uint8Array<ArrayBuffer>} bytes
 * @param {CompressionStream | DecompressionStream} through
 */
async function pass(bytes, through) {
  const stream = new Blob([bytes]).stream().pipeThrough(through);
  return new Uint8Array(await new Response(stream).arrayBuffer());
}
