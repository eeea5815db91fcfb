/**
 * Finds the terms of the glossary in running text, where fewer words are marked than explain a label: not symbols, nor
 * words with an everyday meaning.
 *
 * @import {GlossaryTerm} from '../../../protocol/types.d.ts'
 * @import {Glossary} from './glossary.js'
 *
 * @typedef {{text: string, term: GlossaryTerm | null}} Segment part of a text; with a term, its name
 */

/** Names of terms that usually mean something else in a sentence, or that every sentence contains. */
const EVERYDAY = new Set(
  `adaptive, adding, architecture, backward, bar, batch, box, branches, candidate, cell, chain, channel,
  channels, characters, class, classes, clip, confusion, confusions, connection, connections, constant,
  converge, converged, cosine, cost, data, dead, decay, deep, delta, depth, descent, diverge, diverged, dot,
  expression, fork, forward, frozen, function, generate, graph, histogram, identity, input, inputs, iteration,
  kernel, label, labels, lag, landscape, learning, length, linear layer, margin, mean, memory, model, network,
  no gradient, noise, normal, objective, output, outputs, padding, parallel, patch, path, paths, position,
  prediction, predictions, preset, presets, projection, rate, reverse, scaling, sequence, sequences, sharp,
  shuffle, signal, sine, sparse, speed, spread, state, states, step, steps, surface, symbol, symbols, symmetry,
  tape, train, training, truncate, uniform, unit, units, update, updates, width, zeros`.split(/,\s+/),
);

const SHORTEST = 4; // letters, except of abbreviations
const ABBREVIATION = /^\p{Lu}+[\p{Lu}\d²]$/u;

/** @typedef {{pattern: RegExp, terms: Map<string, GlossaryTerm>}} Names */

/** @type {WeakMap<Glossary, Names>} */
const known = new WeakMap();

/**
 * Split a text into segments, so that the first name of each term has its own.
 *
 * @param {Glossary} glossary
 * @param {string} text
 * @param {Set<string>} seen ids of terms that are left alone; those found are added
 * @returns {Segment[]}
 */
export function segmentsOf(glossary, text, seen) {
  const { pattern, terms } = namesOf(glossary);
  /** @type {Segment[]} */
  const segments = [];
  let end = 0;
  for (const { 0: word, 1: name, index } of text.matchAll(pattern)) {
    const term = terms.get(name) ?? terms.get(name.toLowerCase());
    if (!term || seen.has(term.id)) continue;
    seen.add(term.id);
    if (index > end) segments.push({ text: text.slice(end, index), term: null });
    segments.push({ text: word, term });
    end = index + word.length;
  }
  if (end < text.length) segments.push({ text: text.slice(end), term: null });
  return segments;
}

/** @param {Glossary} glossary */
function namesOf(glossary) {
  const names = known.get(glossary) ?? collect(glossary);
  known.set(glossary, names);
  return names;
}

/**
 * @param {Glossary} glossary
 * @returns {Names}
 */
function collect(glossary) {
  /** @type {Names['terms']} */
  const terms = new Map();
  for (const term of glossary.terms) {
    for (const name of [term.title, ...term.synonyms]) {
      if (ABBREVIATION.test(name)) terms.set(name, term);
      else if (name.length >= SHORTEST && !EVERYDAY.has(name.toLowerCase())) terms.set(name.toLowerCase(), term);
    }
  }
  const longestFirst = [...terms.keys()].sort((one, other) => other.length - one.length);
  const escaped = longestFirst.map((name) => name.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  const pattern = new RegExp(`(?<![\\p{L}\\d-])(${escaped.join('|')})(?:e?s)?(?![\\p{L}\\d-])`, 'giu');
  return { terms, pattern };
}
