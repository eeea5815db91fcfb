/**
 * Types of the protocol that types.d.ts does not name: parts of messages, and decoded frames.
 *
 * @import {FrameHeader, PointData, SessionEvent, StatusEvent, ViewCommand} from './types.d.ts'
 *
 * @typedef {PointData['task']} Task
 * @typedef {StatusEvent['unit']} Unit
 * @typedef {StatusEvent['status']} Status
 * @typedef {Omit<SessionEvent, 'type' | 're'>} SessionInfo
 * @typedef {Required<Omit<ViewCommand, 'type' | 'id'>>} FrameView
 * @typedef {{[key: string]: any}} Patch a JSON merge patch (RFC 7396)
 *
 * @typedef {object} MapStack square maps, row 0 at the top; value = scales[2i] + scales[2i + 1] · byte
 * @property {number} count
 * @property {number} size
 * @property {Uint8Array} values (count, size, size)
 * @property {Float32Array} scales (count, 2): zero point and scale
 *
 * @typedef {object} FrameArrays
 * @property {MapStack | null} outputMaps one for every output
 * @property {MapStack | null} neuronMaps the first neurons of each hidden layer, layers in order
 * @property {Float32Array | null} parameters
 * @property {Float32Array | null} gradients
 * @property {Uint32Array} histograms (layers, bins)
 * @property {number} bins
 *
 * @typedef {Omit<FrameHeader, 'sections'> & FrameArrays} Frame
 */

export {};
