/**
 * Decoder of the stream's binary frames: little-endian, magic "BPPF", a JSON header, then 8-byte-aligned sections.
 * Nothing is copied: every section is a typed array over the received buffer.
 *
 * @import {Frame, MapStack} from './model.js'
 * @import {FrameHeader, FrameSection} from './types.d.ts'
 */

const MAGIC = 0x46505042; // "BPPF" read as a little-endian uint32
const VERSION = 1;
const PREAMBLE = 16; // bytes: magic, version, reserved, header length, reserved

const ARRAYS = { uint8: Uint8Array, uint32: Uint32Array, float32: Float32Array };

const text = new TextDecoder();

/**
 * Decode one frame.
 *
 * @param {ArrayBuffer} buffer the whole binary message
 * @returns {Frame}
 * @throws {RangeError} when the bytes are not a frame of this version, or are cut short
 */
export function decodeFrame(buffer) {
  const bytes = new DataView(buffer);
  if (buffer.byteLength < PREAMBLE || bytes.getUint32(0, true) !== MAGIC) {
    throw new RangeError(`Received ${buffer.byteLength} bytes that do not start with "BPPF"; expected a frame.`);
  }
  const version = bytes.getUint16(4, true);
  if (version !== VERSION) {
    throw new RangeError(`Received a frame of version ${version}, expected ${VERSION}. Reload the page.`);
  }
  const start = PREAMBLE + bytes.getUint32(8, true);
  if (start > buffer.byteLength) {
    throw new RangeError(`Received a frame of ${buffer.byteLength} bytes whose header ends at byte ${start}.`);
  }
  /** @type {FrameHeader} */
  const header = JSON.parse(text.decode(new Uint8Array(buffer, PREAMBLE, start - PREAMBLE)));
  return assemble(header, readSections(buffer, start, header.sections));
}

/**
 * @param {ArrayBuffer} buffer
 * @param {number} start where the sections begin
 * @param {FrameSection[]} infos
 */
function readSections(buffer, start, infos) {
  /** @type {Record<string, {shape: number[], values: Uint8Array | Uint32Array | Float32Array}>} */
  const sections = {};
  for (const { name, dtype, shape, offset } of infos) {
    const length = shape.reduce((product, size) => product * size, 1);
    sections[name] = { shape, values: new ARRAYS[dtype](buffer, start + offset, length) };
  }
  return sections;
}

/**
 * @param {FrameHeader} header
 * @param {ReturnType<typeof readSections>} sections
 * @returns {Frame}
 */
function assemble({ sections: _, ...header }, sections) {
  const scales = /** @type {Float32Array} */ (sections.map_scales?.values ?? new Float32Array());
  const outputs = stack(sections.output_maps, scales, 0);
  return {
    ...header,
    outputMaps: outputs,
    neuronMaps: stack(sections.neuron_maps, scales, outputs?.count ?? 0),
    parameters: /** @type {Float32Array | null} */ (sections.parameters?.values ?? null),
    gradients: /** @type {Float32Array | null} */ (sections.gradients?.values ?? null),
    histograms: /** @type {Uint32Array} */ (sections.histograms?.values ?? new Uint32Array()),
    bins: sections.histograms?.shape[1] ?? 0,
  };
}

/**
 * @param {ReturnType<typeof readSections>[string] | undefined} section (count, size, size)
 * @param {Float32Array} scales (outputs + neurons, 2)
 * @param {number} first the row of `scales` at which this stack begins
 * @returns {MapStack | null}
 */
function stack(section, scales, first) {
  if (!section || section.shape[0] === 0) return null;
  const [count, size] = section.shape;
  return {
    count,
    size,
    values: /** @type {Uint8Array} */ (section.values),
    scales: scales.subarray(2 * first, 2 * (first + count)),
  };
}
