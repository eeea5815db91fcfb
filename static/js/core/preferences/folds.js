/**
 * Folds: groups of controls that open where they belong. What the user opens stays open, as a preference. A link can
 * ask for others: `?open=all`, `?open=none`, or names joined by dots, such as `?open=settings.features`.
 *
 * @import {App} from '../app.js'
 * @import {Environment} from '../environment.js'
 */

export const FOLDS = ['settings', 'data', 'features', 'layers', 'inside', 'output'];

const OPEN = 'open'; // the preference, and the choice in the address
const WORDS = /** @type {Record<string, string[]>} */ ({ all: FOLDS, none: [] });

/** What a link can ask for. */
export const FOLD_NAMES = [...Object.keys(WORDS), ...FOLDS];

/**
 * Names of the folds that are open when the page starts.
 *
 * @param {Pick<Environment, 'choices' | 'preferences'>} environment
 */
export function initialFolds({ choices, preferences }) {
  return parse(choices.read()[OPEN] ?? preferences.read(OPEN));
}

/**
 * Open or close folds, and remember it. An address that asks for folds names those that are open now.
 *
 * @param {Pick<App, 'store' | 'choices' | 'preferences'>} app
 * @param {string[]} names
 * @param {boolean} on
 */
export function setFolds({ store, choices, preferences }, names, on) {
  const change = (/** @type {string[]} */ open) =>
    FOLDS.filter((name) => (names.includes(name) ? on : open.includes(name)));
  const open = change(store.state.peek().look.open);
  store.dispatch({ type: 'look', look: { open } });
  preferences.keep(OPEN, write(change(parse(preferences.read(OPEN)))));
  if (choices.read()[OPEN] !== undefined) choices.keep({ [OPEN]: write(open) });
}

/**
 * Read names of folds; unknown ones are ignored.
 *
 * @param {string | null} text
 */
function parse(text) {
  const names = WORDS[text ?? ''] ?? (text ?? '').split('.');
  return FOLDS.filter((name) => names.includes(name));
}

/** @param {string[]} open */
const write = (open) => (open.length > 0 ? open.join('.') : 'none');
