/**
 * What the microscope speaks of, as types alone.
 *
 * @import {SessionInfo} from '../../protocol/model.js'
 * @import {Catalog, TraceAnswer} from '../../protocol/types.d.ts'
 *
 * @typedef {TraceAnswer} Trace
 * @typedef {TraceAnswer['ops'][number]} Op
 *
 * @typedef {'input' | 'forward' | 'loss' | 'backward' | 'update'} Phase
 *
 * @typedef {object} Step one thing that is computed
 * @property {string} key names it in the address: `f3` the op's values, `d3` the adjoints, `w3` the gradients, `x3` the
 *   inputs' adjoints; `f3.2` at time step 2
 * @property {Phase} phase
 * @property {'values' | 'adjoints' | 'gradients' | 'inputs' | 'update'} what
 * @property {number} op index among the trace's ops; -1 where there is none
 * @property {number} layer index among the session's layers; -1 for the inputs
 * @property {number | null} t the time step, from 0, of an op that goes through time
 * @property {string} mark one or two letters for it
 * @property {string} title
 *
 * @typedef {object} Place the neuron or the weight that is looked at
 * @property {number} layer index among the session's layers; -1 for the inputs
 * @property {number} unit
 * @property {number | null} from the input of a weight; null: the neuron, or its bias
 * @property {string} block which matrix of weights; `weights` but for those of a recurrent layer
 * @property {number} gate which of the matrices side by side, of a layer with gates; else 0
 * @property {number} t time step or place of a picture
 *
 * @typedef {[left: string, right: string]} Line TeX on both sides of an equals sign; the left side is empty where the
 *   line goes on from the one before, and ends with an arrow where it is given a new value
 *
 * @typedef {object} Table
 * @property {string} caption
 * @property {string[]} heads TeX of each column; the last is a relative difference where `compares`
 * @property {Row[]} rows
 * @property {boolean} [compares]
 * @property {(number | null)[]} [total] of each column
 *
 * @typedef {object} Row
 * @property {string} name
 * @property {(number | null)[]} cells
 * @property {boolean} isLookedAt
 * @property {Partial<Place>} place what a press on it looks at
 *
 * @typedef {object} Explanation
 * @property {string} title
 * @property {string} words
 * @property {Line[]} lines
 * @property {Table | null} table
 * @property {Table | null} [second] what the first is about, in full
 * @property {string} [note]
 *
 * @typedef {{session: SessionInfo, catalog: Catalog | null}} Network and what names its layers
 *
 * @typedef {object} Sight everything an explanation is made from
 * @property {Trace} trace
 * @property {SessionInfo} session
 * @property {Catalog | null} catalog what names its layers
 * @property {Step} step
 * @property {Place} place
 * @property {(layer: number) => (from: number) => string} namer of what a layer reads
 */

export {};
