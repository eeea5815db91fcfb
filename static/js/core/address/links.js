/**
 * The run in the page's address: `#run=1.` and its JSON, deflated, in base64url: a RunSpec, or a run file that holds the
 * weights too. zlib's checksum tells a link that was cut or mistyped from a whole one. `&hide=` names the parts of the
 * page that a lesson leaves out.
 *
 * @import {RunFileInput, RunSpec} from '../../protocol/types.d.ts'
 *
 * @typedef {{run: RunSpec | RunFileInput | null, hidden: string[]}} Linked `run`: null where the address holds none
 */

import { PARTS } from './parts.js';

const VERSION = '1';

/** Characters of the longest link; own data of some thousand points still fit. */
export const LONGEST = 64_000;

/**
 * @param {RunSpec | RunFileInput} run
 * @param {string[]} [hidden]
 * @returns {Promise<string>} the fragment, with its #
 */
export async function writeFragment(run, hidden = []) {
  const bytes = await pass(new TextEncoder().encode(JSON.stringify(run)), new CompressionStream('deflate'));
  const text = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
  const safe = text.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
  return `#run=${VERSION}.${safe}${hidden.length > 0 ? `&hide=${hidden.join('.')}` : ''}`;
}

/**
 * @param {string} fragment the part of an address from its #
 * @param {number} [longest] characters of the longest one that is read
 * @returns {Promise<Linked>}
 * @throws {RangeError} with a sentence for the learner where it holds a run that cannot be read
 */
export async function readFragment(fragment, longest = LONGEST) {
  if (fragment.length > longest) {
    throw new RangeError(`This link is ${fragment.length} characters long, more than ${longest}. Ask for a file.`);
  }
  const words = new URLSearchParams(fragment.slice(1));
  const run = words.get('run');
  const hidden = (words.get('hide') ?? '').split('.').filter((name) => PARTS.some((part) => part.name === name));
  return { run: run === null ? null : await readRun(run), hidden };
}

/** @param {string} word @returns {Promise<RunSpec | RunFileInput>} */
async function readRun(word) {
  const match = /^(\d+)\.([\w-]*)$/.exec(word);
  if (!match) throw new RangeError('This link holds letters that no link has. Ask for it again.');
  const [, version, text] = match;
  if (version !== VERSION) {
    throw new RangeError(`This link is of version ${version} and this page reads ${VERSION}. Ask for a newer page.`);
  }
  try {
    const bytes = Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (c) => c.charCodeAt(0));
    return JSON.parse(new TextDecoder().decode(await pass(bytes, new DecompressionStream('deflate'))));
  } catch {
    throw new RangeError('This link was cut short or changed on its way. Ask for it again.');
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
