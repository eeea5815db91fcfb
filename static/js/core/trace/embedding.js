/**
 * The op of an embedding or one-hot, whose kind the API calls `table`.
 *
 * @import {Op} from './types.js'
 *
 * @typedef {Extract<Op, {kind: 'table'}>} EmbeddingOp
 */

/**
 * @param {Op} op
 * @returns {op is EmbeddingOp}
 */
export const isEmbedding = (op) => op.kind === 'table';
