/** Table files as text, whatever program wrote them. */

const LARGEST = 50 * 2 ** 20; // bytes
const LOOKED_AT = 4096; // characters: binary files can be recognized early

/**
 * @param {File} file
 * @returns {Promise<string>}
 * @throws {RangeError} with a sentence for the learner
 */
export async function readTableFile(file) {
  if (file.size > LARGEST) {
    const size = Math.ceil(file.size / 2 ** 20);
    throw new RangeError(`${file.name} has ${size} MB, but this page reads at most 50 MB. Remove some of its rows.`);
  }
  const text = decode(new Uint8Array(await file.arrayBuffer()));
  if (text.slice(0, LOOKED_AT).includes('\0')) {
    throw new RangeError(`${file.name} is not a text file. Export the table as CSV, and choose that file.`);
  }
  if (text.trim() === '') throw new RangeError(`${file.name} is empty. Choose a file with one line for every row.`);
  return text;
}

/**
 * Decode UTF-8, UTF-16 with a byte order mark, or Windows-1252.
 *
 * @param {Uint8Array} bytes
 */
function decode(bytes) {
  const mark = (bytes[0] << 8) | bytes[1];
  if (mark === 0xfffe) return new TextDecoder('utf-16le').decode(bytes);
  if (mark === 0xfeff) return new TextDecoder('utf-16be').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}
