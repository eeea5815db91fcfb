/**
 * Types of the microscope.
 *
 * @import {SessionInfo} from '../../protocol/model.js'
 * @import {Catalog} from '../../protocol/types.d.ts'
 * @import {Trace} from '../../core/trace/types.js'
 *
 * @typedef {'input' | 'forward' | 'loss' | 'backward' | 'update'} Phase
 * @typedef {'values' | 'adjoints' | 'gradients' | 'inputs' | 'output' | 'update'} Quantity what a step computes;
 *   inputs: the adjoints of what an op reads; output: the activation that a loss is computed with, forward or backward
 *
 * @typedef {object} Step one computation of the pass
 * @property {string} key identifies it in the address: `f3` forward through op 3, `d3` its adjoints, `w3` its
 *   gradients, `x3` the adjoints of its inputs; `a3` and `z3` the output activation of a loss,
 *   forward and backward; with the time step of a recurrent op, `f3.2`
 * @property {Phase} phase
 * @property {Quantity} quantity
 * @property {number} op index among the trace's ops; -1 without one
 * @property {number} layer index among the session's layers; -1 for the inputs
 * @property {number | null} t time step, from 0, of a recurrent op
 * @property {string} symbol label of its button
 * @property {string} title
 *
 * @typedef {object} Selection the selected neuron or weight
 * @property {number} layer index among the session's layers; -1 for the inputs
 * @property {number} unit
 * @property {number | null} from input of a weight; null: the neuron or its bias
 * @property {string} block parameter block: `weights`, or another one of a recurrent layer
 * @property {number} gate index of the gate in a layer with gates; else 0
 * @property {number} t time step of a sequence, or position in an image
 *
 * @typedef {[left: string, right: string]} Line TeX on both sides of an equals sign; an empty left side continues the
 *   line before, and one that ends with an arrow is assigned to
 *
 * @typedef {object} Table
 * @property {string} caption
 * @property {string[]} heads TeX of each column; the last is a relative difference if `compares`
 * @property {Row[]} rows
 * @property {boolean} [compares]
 * @property {(number | null)[]} [total] of each column
 *
 * @typedef {object} Row
 * @property {string} name
 * @property {(number | null)[]} cells
 * @property {boolean} isSelected
 * @property {Partial<Selection>} selection made by a click on the row
 *
 * @typedef {object} Explanation
 * @property {string} title
 * @property {string} words
 * @property {Line[]} lines
 * @property {Table | null} table
 * @property {Table | null} [second] all terms of a sum that `table` gives in total
 * @property {string} [note]
 *
 * @typedef {object} StepContext everything an explanation is made from
 * @property {Trace} trace
 * @property {SessionInfo} session
 * @property {Catalog | null} catalog
 * @property {Step} step
 * @property {Selection} selection
 * @property {(layer: number) => (from: number) => string} namer names of what a layer reads
 */

export {};
