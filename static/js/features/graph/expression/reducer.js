/**
 * State of an expression, and the reducer of its events. Pure.
 *
 * @import {Differentiated} from '../../../protocol/expression.js'
 *
 * @typedef {{position: number | null, detail: string, remedy: string}} Fault syntax error
 *
 * @typedef {object} Expression
 * @property {string} text
 * @property {Record<string, number>} values of the inputs that the text does not define, including former ones
 * @property {Record<string, number>} moved values that the graph does not show yet
 * @property {number} version number of changes of text or values
 * @property {Differentiated | null} graph of the newest text without a syntax error
 * @property {string} read the text of the graph
 * @property {Fault | null} fault
 * @property {number} output index of the differentiated output
 * @property {number} input index of the input of the tangents
 * @property {number | null} step null: the last one
 * @property {boolean} playing
 *
 * @typedef {| {type: 'text', text: string}
 *   | {type: 'open', text: string, values: Record<string, number>}
 *   | {type: 'value', name: string, value: number}
 *   | {type: 'answer', version: number, text: string, graph: Differentiated}
 *   | {type: 'fault', version: number, fault: Fault}
 *   | {type: 'output', output: number}
 *   | {type: 'input', input: number}
 *   | {type: 'step', step: number | null}
 *   | {type: 'play', playing: boolean}
 * } ExpressionEvent
 */

import { stepCount } from './passState.js';

/**
 * @param {{text: string, values: Record<string, number>} & Partial<Expression>} opened
 * @returns {Expression}
 */
export const initialExpression = (opened) => ({
  moved: {},
  version: 0,
  graph: null,
  read: '',
  fault: null,
  output: 0,
  input: 0,
  step: null,
  playing: false,
  ...opened,
});

/**
 * @param {Expression} state
 * @param {ExpressionEvent} event
 * @returns {Expression}
 */
export function reduceExpression(state, event) {
  switch (event.type) {
    case 'text':
      return changed(state, { text: event.text, playing: false });
    case 'open':
      return changed(state, {
        text: event.text,
        values: event.values,
        step: null,
        playing: false,
        output: 0,
        input: 0,
      });
    case 'value':
      return changed(state, { moved: { ...state.moved, [event.name]: event.value }, ...withValue(state, event) });
    case 'answer':
      return answered(state, event);
    case 'fault':
      return event.version === state.version ? { ...state, fault: event.fault, playing: false } : state;
    case 'output':
      return { ...state, output: event.output, step: null, playing: false };
    case 'input':
      return { ...state, input: event.input };
    case 'step':
      return { ...state, step: event.step };
    case 'play':
      return { ...state, playing: event.playing };
  }
}

/**
 * @param {Expression} state
 * @param {Partial<Expression>} change
 * @returns {Expression}
 */
const changed = (state, change) => ({ ...state, ...change, version: state.version + 1 });

/**
 * Show an answer of the server, also one for an earlier version, so that the graph follows a slider that is dragged.
 *
 * @param {Expression} state
 * @param {{version: number, text: string, graph: Differentiated}} answer
 * @returns {Expression}
 */
function answered(state, { version, text, graph }) {
  const isNewest = version === state.version;
  const output = Math.min(state.output, graph.reverse.length - 1);
  const keepsStep = state.graph === null || shapeOf(state.graph) === shapeOf(graph);
  const step = state.step === null || !keepsStep ? null : Math.min(state.step, stepCount(graph, output));
  return {
    ...state,
    graph,
    read: text,
    output,
    input: Math.max(0, Math.min(state.input, graph.inputs - 1)),
    step,
    playing: state.playing && keepsStep,
    moved: isNewest ? {} : state.moved,
    fault: isNewest ? null : state.fault,
  };
}

/** Structure of a graph, without its values. @param {Differentiated} graph */
export const shapeOf = ({ nodes }) =>
  JSON.stringify(
    nodes.map(({ name, operation, arguments: all }) => [
      name,
      operation,
      all.map((each) => each.node ?? each.constant),
    ]),
  );

/**
 * Set an input's value: in the text if it is defined there, else in `values`.
 *
 * @param {Expression} state
 * @param {{name: string, value: number}} event
 * @returns {Partial<Expression>}
 */
function withValue({ graph, text, values }, { name, value }) {
  const isInText = graph?.nodes.some((node) => node.operation === null && node.name === name && node.span !== null);
  if (!isInText) return { values: { ...values, [name]: value } };
  const statement = new RegExp(`((?:^|[;\\n])\\s*${name}\\s*=)[^;\\n]*`);
  return { text: text.replace(statement, `$1 ${value}`) };
}
