/**
 * The glossary: finds terms by name, by the labels of the page, by a choice of the catalog and by a search.
 *
 * @import {GlossaryTerm} from '../../../protocol/types.d.ts'
 */

const SHORTEST = 4; // letters of a name that is recognised inside a longer label
const LONGEST_LABEL = 80; // letters; a longer text is not a label
const LONGEST_SEARCH = 100;

/**
 * Lower case, single spaces, no punctuation at the ends.
 *
 * @param {string} text
 */
const normal = (text) =>
  text
    .toLowerCase()
    .replace(/[\s\u00A0]+/g, ' ')
    .replace(/^[\s:.,(]+|[\s:.,)]+$/g, '');

export class Glossary {
  /** @type {Map<string, GlossaryTerm>} */
  #byId = new Map();
  /** @type {Map<string, GlossaryTerm>} */
  #byName = new Map();
  /** @type {Map<string, GlossaryTerm>} */
  #byChoice = new Map();
  /** Names that are recognised inside a label, longest first. @type {[string, GlossaryTerm][]} */
  #inside;

  /** @param {GlossaryTerm[]} terms */
  constructor(terms) {
    this.terms = terms;
    for (const term of terms) {
      this.#byId.set(term.id, term);
      for (const name of [term.id, term.title, ...term.synonyms, ...term.labels]) this.#byName.set(normal(name), term);
      for (const choice of term.choices) this.#byChoice.set(choice, term);
    }
    this.#inside = [...this.#byName]
      .filter(([name]) => name.length >= SHORTEST)
      .sort(([one], [other]) => other.length - one.length);
  }

  /**
   * Get a term by its id.
   *
   * @param {string} id
   */
  get = (id) => this.#byId.get(id) ?? null;

  /**
   * Get the term that explains a choice of the catalog.
   *
   * @param {string} choice such as activations.tanh
   */
  ofChoice = (choice) => this.#byChoice.get(choice) ?? null;

  /**
   * Find the term that a label names: by the whole label, by its part before a colon, or by the longest name in it.
   *
   * @param {string} label
   */
  ofLabel(label) {
    const whole = normal(label);
    const head = normal(label.split(':')[0]);
    const known = this.#byName.get(whole) ?? (head.length >= SHORTEST ? this.#byName.get(head) : undefined);
    if (known || whole.length > LONGEST_LABEL) return known ?? null;
    return this.#inside.find(([name]) => hasWords(whole, name))?.[1] ?? null;
  }

  /**
   * Search the terms: those whose names contain the query first, then those whose explanations do.
   *
   * @param {string} query
   * @returns {GlossaryTerm[]} all terms for an empty query
   */
  search(query) {
    const wanted = normal(query.slice(0, LONGEST_SEARCH));
    if (!wanted) return this.terms;
    const ranked = this.terms
      .map((term) => ({ term, rank: rankOf(term, wanted) }))
      .filter(({ rank }) => rank < Infinity);
    return ranked.sort((one, other) => one.rank - other.rank).map(({ term }) => term);
  }

  /**
   * Terms with a name like this one, for a name that is not known.
   *
   * @param {string} name
   * @param {number} [most]
   */
  similarTo(name, most = 4) {
    const wanted = pairsOf(normal(name.slice(0, LONGEST_SEARCH).replaceAll('-', ' ')));
    const scored = [...this.#byName].map(([each, term]) => ({ term, score: overlap(wanted, pairsOf(each)) }));
    const near = scored.filter(({ score }) => score > 0.3).sort((one, other) => other.score - one.score);
    return [...new Set(near.map(({ term }) => term))].slice(0, most);
  }
}

/**
 * True if a text contains a name as whole words, also in the plural.
 *
 * @param {string} text
 * @param {string} name
 */
function hasWords(text, name) {
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
    const after = text.slice(at + name.length).replace(/^e?s(?!\p{L})/u, '');
    if (!/[\p{L}\d]$/u.test(text.slice(0, at)) && !/^[\p{L}\d]/u.test(after)) return true;
  }
  return false;
}

/**
 * Rank of a term in a search, lowest first; Infinity if it does not match.
 *
 * @param {GlossaryTerm} term
 * @param {string} wanted
 */
function rankOf({ title, synonyms, labels, text }, wanted) {
  const names = [title, ...synonyms, ...labels].map(normal);
  if (names.includes(wanted)) return 0;
  if (names[0].startsWith(wanted)) return 1;
  if (names.some((name) => name.startsWith(wanted))) return 2;
  if (names.some((name) => name.includes(wanted))) return 3;
  return wanted.length >= SHORTEST && normal(text).includes(wanted) ? 4 : Infinity;
}

/** Pairs of neighbouring letters. @param {string} text */
const pairsOf = (text) => new Set(Array.from(text.slice(1), (letter, index) => text[index] + letter));

/**
 * Share of pairs that two texts have in common (Dice 1945).
 *
 * @param {Set<string>} one
 * @param {Set<string>} other
 */
function overlap(one, other) {
  const common = [...one].filter((pair) => other.has(pair)).length;
  return one.size + other.size > 0 ? (2 * common) / (one.size + other.size) : 0;
}
