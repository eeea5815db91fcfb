/**
 * Loads the glossary when it is first needed, and once.
 *
 * @import {Environment} from '../../../core/environment.js'
 */

import { Glossary } from './glossary.js';

/** @type {WeakMap<Environment['rest'], Promise<Glossary>>} */
const loaded = new WeakMap();

/**
 * Load the glossary. A failure is not kept: the next call tries again.
 *
 * @param {Environment['rest']} rest
 * @returns {Promise<Glossary>}
 */
export function loadGlossary(rest) {
  const known = loaded.get(rest) ?? rest.getGlossary().then(({ terms }) => new Glossary(terms));
  loaded.set(rest, known);
  known.catch(() => loaded.delete(rest));
  return known;
}
