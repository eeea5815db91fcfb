/**
 * Encode a frame byte by byte, as app/frames.py does.
 *
 * @param {Record<string, unknown>} fields
 * @param {[string, 'uint8' | 'uint32' | 'float32', number[], Uint8Array][]} [sections] name, dtype, shape, bytes
 */
export function encodeFrame(fields, sections = []) {
  let offset = 0;
  const directory = sections.map(([name, dtype, shape, bytes]) => {
    const entry = { name, dtype, shape, offset };
    offset += Math.ceil(bytes.length / 8) * 8;
    return entry;
  });
  let text = JSON.stringify({ ...fields, sections: directory });
  text += ' '.repeat((8 - ((16 + text.length) % 8)) % 8);
  const buffer = new ArrayBuffer(16 + text.length + offset);
  const bytes = new Uint8Array(buffer);
  bytes.set([0x42, 0x50, 0x50, 0x46, 1, 0, 0, 0]); // "BPPF", version 1
  new DataView(buffer).setUint32(8, text.length, true);
  bytes.set(new TextEncoder().encode(text), 16);
  sections.forEach(([, , , section], index) => bytes.set(section, 16 + text.length + directory[index].offset));
  return buffer;
}
