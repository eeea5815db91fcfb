/**
 * A member's own run of an experiment in words.
 *
 * @import {Experiment, ExperimentEvent} from '../../../protocol/room.js'
 */

import { METRICS, VARIED, lowerFirst, resultLabel } from '../../shared/experiment/words.js';

/**
 * The value and the state of the member's own run: in a few words, and in a sentence.
 *
 * @param {Experiment} experiment
 * @param {ExperimentEvent | null} progress
 * @param {string | null} value of the member's own run, as it is shown
 * @returns {{short: string, long: string}}
 */
export function ownWords({ id, state, vary, mine, metric, epochs }, progress, value) {
  if (!mine) {
    return state === 'over'
      ? { short: '', long: 'You had no run in this experiment.' }
      : { short: '', long: 'You have no run in this experiment: all were dealt before you joined.' };
  }
  const yours = `Your ${lowerFirst(VARIED[vary].label)} is ${value}.`;
  const epoch = progress?.id === id ? progress.epochs[mine.index] : 0;
  switch (mine.state) {
    case 'finished': {
      const reached = `${lowerFirst(METRICS[metric])} ${mine.metric === null ? '' : resultLabel(metric, mine.metric)}`;
      return {
        short: `yours: ${value}, ${reached}`,
        long: `${yours} Your run reached the ${reached}. It is yours again.`,
      };
    }
    case 'diverged':
      return { short: `yours: ${value}, diverged`, long: `${yours} Your run diverged. It is yours again.` };
    case 'training':
      if (state === 'over') break;
      return {
        short: `yours: ${value}, epoch ${epoch} of ${epochs}`,
        long: `${yours} Your run trains automatically, to the end of epoch ${epochs}.`,
      };
    default:
      if (state === 'over') break;
      return {
        short: `yours: ${value}, waiting for the start`,
        long: `${yours} Your run trains automatically as soon as the teacher starts the experiment.`,
      };
  }
  return {
    short: `yours: ${value}, not finished`,
    long: `${yours} The experiment ended before your run had finished.`,
  };
}
