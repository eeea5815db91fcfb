/**
 * State of an expression, and the reducer of its events. Pure.
 *
 * @import {Differentiated, Tensor} from '../../../protocol/expression.js'
 *
 * @typedef {{position: number | null, detail: string, remedy: string}} Fault syntax error
 *
 * @typedef {object} Expression
 * @property {string} text
 * @property {Record<string, number>} values of the inputs that the text does not define, including former ones
 * @property {Record<string, Tensor>} moved values that the graph does not show yet
 * @property {number} version number of changes of text or values
 * @property {Differentiated | null} graph of the newest text without a syntax error
 * @property {string} read the text of the graph
 * @property {Fault | null} fault
 * @property {number} output index of the differentiated output
 * @property {number} input number of the direction of the tangents: an input, or an entry of one
 * @property {number | null} step null: the last one
 * @property {boolean} playing
 *
 * @typedef {| {type: 'text', text: string}
 *   | {type: 'open', text: string, values: Record<string, number>}
 *   | {type: 'value', name: string, value: number, entry?: number}
 *   | {type: 'answer', version: number, text: string, graph: Differentiated}
 *   | {type: 'fault', version: number, fault: Fault}
 *   | {type: 'output', output: number}
 *   | {type: 'input', input: number}
 *   | {type: 'step', step: number | null}
 *   | {type: 'play', playing: boolean}
 * } ExpressionEvent
 */

import { withEntry } from '../../../draw/tensor.js';
import { directionsOf, hasDirection } from './directions.js';
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
  step: 0,
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
        step: 0,
        playing: false,
        output: 0,
        input: 0,
      });
    case 'value':
      return moved(state, event);
    case 'answer':
      return answered(state, event);
    case 'fault':
      return event.version === state.version ? { ...state, fault: event.fault, playing: false } : state;
    case 'output':
      return { ...state, output: event.output, step: null, playing: false };
    case 'input':
      return requestingDirection({ ...state, input: event.input });
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
 * Request the tangents of the chosen direction, if the graph has those of another.
 *
 * @param {Expression} state
 */
const requestingDirection = (state) =>
  state.graph && !hasDirection(state.graph, state.input) ? changed(state, {}) : state;

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
  const last = stepCount(graph, output);
  const step = state.step === null || (keepsStep && state.step >= last) ? null : keepsStep ? state.step : 0;
  return requestingDirection({
    ...state,
    graph,
    read: text,
    output,
    input: Math.max(0, Math.min(state.input, directionsOf(graph).length - 1)),
    step,
    playing: state.playing && keepsStep,
    moved: isNewest ? {} : state.moved,
    fault: isNewest ? null : state.fault,
  });
}

/** Structure of a graph, without its values. @param {Differentiated} graph */
export const shapeOf = ({ nodes }) =>
  JSON.stringify(
    nodes.map(({ name, operation, shape, arguments: all }) => [
      name,
      operation,
      shape,
      all.map((each) => each.node ?? each.constant),
    ]),
  );

/**
 * Set the value of an input, or of an entry of it: in the text if it is defined there, else in `values`.
 *
 * @param {Expression} state
 * @param {{name: string, value: number, entry?: number}} event
 */
function moved(state, { name, value, entry }) {
  const node = state.graph?.nodes.find((each) => each.operation === null && each.name === name);
  const before = state.moved[name] ?? node?.value ?? value;
  const next = entry === undefined ? value : withEntry(before, entry, value);
  const change = { moved: { ...state.moved, [name]: next } };
  return node?.span
    ? changed(state, { ...change, text: withStatement(state.text, name, literalOf(next)) })
    : changed(state, { ...change, values: { ...state.values, [name]: value } });
}

/**
 * Replace the value of the statement that sets a name. It ends at a ; or a line break outside of brackets.
 *
 * @param {string} text
 * @param {string} name
 * @param {string} literal
 */
function withStatement(text, name, literal) {
  const found = new RegExp(`(?:^|[;\\n])\\s*${name}\\s*=`).exec(text);
  if (!found) return text;
  const start = found.index + found[0].length;
  let depth = 0;
  let end = start;
  for (; end < text.length && !(depth <= 0 && /[;\n]/.test(text[end])); end++) {
    if (text[end] === '[') depth++;
    if (text[end] === ']') depth--;
  }
  return `${text.slice(0, start)} ${literal}${text.slice(end)}`;
}

/** A number or an array as it is typed. @param {Tensor} tensor @returns {string} */
const literalOf = (tensor) => (Array.isArray(tensor) ? `[${tensor.map(literalOf).join(', ')}]` : String(tensor));
