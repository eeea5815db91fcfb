/**
 * Run files that users open, whatever they contain.
 *
 * @import {RunFileInput, RunSpecInput} from '../../protocol/types.d.ts'
 */

const FORMAT = 'backprop-run';
const VERSION = 1;

/**
 * Parse a run file, or a file with just a RunSpec. The server validates its contents.
 *
 * @param {string} text
 * @returns {RunFileInput}
 * @throws {RangeError} with a sentence for the learner where this is no run
 */
export function readRunFile(text) {
  const run = parse(text);
  if (typeof run !== 'object' || run === null || Array.isArray(run)) {
    throw new RangeError('Received JSON that is not a run, expected a file saved by this page. Choose another file.');
  }
  if (!('format' in run) && 'data' in run) return asRunFile(run);
  if (run.format !== FORMAT) {
    throw new RangeError(
      `Received the format ${JSON.stringify(run.format)}, expected "${FORMAT}". Choose another file.`,
    );
  }
  if (run.version !== VERSION) {
    throw new RangeError(
      `Received a run of version ${JSON.stringify(run.version)}, but this page reads version ${VERSION}. ` +
        'Update this program, or choose another file.',
    );
  }
  return run;
}

/**
 * Create the run file of a run at step 0.
 *
 * @param {RunSpecInput} spec
 * @returns {RunFileInput}
 */
export const asRunFile = (spec) => ({ format: FORMAT, version: VERSION, spec, step: 0, epoch: 0, parameters: null });

/**
 * @param {string} text
 * @returns {any}
 */
function parse(text) {
  if (text.trim() === '') throw new RangeError('Received an empty file, expected a saved run. Choose another file.');
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new RangeError(
      `This file is not valid JSON: ${/** @type {Error} */ (error).message}. Correct it there, or choose another file.`,
    );
  }
}
