/**
 * The run in the page's address: `#run=1.` and the RunSpec as deflated JSON in base64url. zlib's checksum tells a link
 * that was cut or mistyped from a whole one.
 *
 * @import {RunSpec} from '../protocol/types.d.ts'
 */

const VERSION = '1';
const LONGEST = 64_000; // characters; own data of some thousand points still fit

/**
 * @param {RunSpec} spec
 * @returns {Promise<string>} the fragment, with its #
 */
export async function writeFragment(spec) {
  const bytes = await pass(new TextEncoder().encode(JSON.stringify(spec)), new CompressionStream('deflate'));
  const text = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
  return `#run=${VERSION}.${text.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')}`;
}

/**
 * @param {string} fragment the part of an address from its #
 * @returns {Promise<RunSpec | null>} null where the address holds no run
 * @throws {RangeError} with a sentence for the learner where it holds one that cannot be read
 */
export async function readFragment(fragment) {
  const match = /^#run=(\d+)\.([\w-]*)$/.exec(fragment);
  if (!match) {
    if (!fragment.startsWith('#run=')) return null;
    throw new RangeError('This link holds letters that no link has. Ask for it again; a fresh run was started.');
  }
  const [, version, text] = match;
  if (version !== VERSION) {
    throw new RangeError(
      `This link was made by version ${version} of the page, this is ${VERSION}. A fresh run was started.`,
    );
  }
  if (text.length > LONGEST) {
    throw new RangeError(`This link is ${text.length} characters long, more than ${LONGEST}. A fresh run was started.`);
  }
  try {
    const bytes = Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (c) => c.charCodeAt(0));
    return JSON.parse(new TextDecoder().decode(await pass(bytes, new DecompressionStream('deflate'))));
  } catch {
    throw new RangeError('This link was cut short or changed on its way. Ask for it again; a fresh run was started.');
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
