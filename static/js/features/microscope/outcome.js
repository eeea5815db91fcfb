/**
 * What the network answers for the sample, and what it should answer, as text: for classes the number and the name.
 *
 * @import {LossTrace} from '../../protocol/types.d.ts'
 */

import { formatFigure, formatShort } from '../../draw/format.js';

const MAX_OUTPUTS = 3; // outputs listed

/**
 * @param {Pick<LossTrace, 'prediction' | 'targets'>} loss
 * @param {number | number[] | null} target of the data: a class or numbers
 * @param {string[]} names of the classes
 * @param {number} threshold of a single output between two classes
 * @returns {{prediction: string, target: string}} an empty target is unknown
 */
export function outcomeOf({ prediction, targets }, target, names, threshold) {
  const isOneOfTwo = names.length === 2 && prediction.length === 1;
  const isOneOfMany = names.length > 1 && prediction.length === names.length;
  if (!isOneOfTwo && !isOneOfMany) return { prediction: listOf(prediction), target: listOf(targets ?? []) };
  const outputs = prediction.map((value) => value ?? -Infinity);
  const guess = isOneOfTwo ? Number(outputs[0] > threshold) : outputs.indexOf(Math.max(...outputs));
  const at = (/** @type {number} */ index) => (isOneOfTwo ? 0 : index);
  return {
    prediction: `${formatFigure(prediction[at(guess)])} (${names[guess]})`,
    target:
      targets && typeof target === 'number' ? `${formatShort(targets[at(target)] ?? NaN)} (${names[target]})` : '',
  };
}

/** The first numbers of a list. @param {(number | null)[]} values */
const listOf = (values) =>
  values
    .slice(0, MAX_OUTPUTS)
    .map((value) => formatFigure(value))
    .join(', ');
