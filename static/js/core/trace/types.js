/**
 * Types of a trace: every number of one sample's pass.
 *
 * @import {SessionInfo} from '../../protocol/model.js'
 * @import {Catalog, TraceAnswer} from '../../protocol/types.d.ts'
 *
 * @typedef {TraceAnswer} Trace
 * @typedef {TraceAnswer['ops'][number]} Op
 *
 * @typedef {{session: SessionInfo, catalog: Catalog | null}} Network session, and the catalog with the names of its
 * layers
 *
 * @typedef {Network & {trace: Trace}} Snapshot a trace and the network that it was made of
 */

export {};
