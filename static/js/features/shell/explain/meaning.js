/**
 * Finds the term that a place of the page stands for.
 *
 * @import {GlossaryTerm} from '../../../protocol/types.d.ts'
 * @import {Glossary} from '../../shared/glossary/glossary.js'
 *
 * @typedef {object} Meaning
 * @property {GlossaryTerm} term
 * @property {GlossaryTerm | null} chosen the term of the option that is chosen there
 * @property {Element | null} element what is called so
 */

import { LABELS, labelledBy, labelsOf } from './labels.js';

/** Where no labels are explained: explanations themselves, and the page of the glossary. */
const APART = '.explain-card, .explain-chooser, .glossary';

/**
 * The term that an element itself is called.
 *
 * @param {Glossary} glossary
 * @param {Element} element
 */
const termOf = (glossary, element) =>
  labelsOf(element)
    .map((label) => glossary.ofLabel(label))
    .find((term) => term !== null) ?? null;

/**
 * The meaning of an element, or of the nearest element around it that has one.
 *
 * @param {Glossary} glossary
 * @param {Element | null} element
 * @returns {Meaning | null}
 */
export function meaningOf(glossary, element) {
  if (element?.closest(APART)) return null;
  for (let at = element; at && at !== document.body; at = at.parentElement) {
    for (const named of [labelledBy(at), at]) {
      const term = named && termOf(glossary, named);
      if (term) return { term, chosen: chosenIn(glossary, term, named), element: named };
    }
  }
  return null;
}

/**
 * The term of the option that is chosen in a select, if it lists a family of the catalog.
 *
 * @param {Glossary} glossary
 * @param {GlossaryTerm} term
 * @param {Element} element the select, or its label
 */
function chosenIn(glossary, term, element) {
  const control = element instanceof HTMLLabelElement ? element.control : element;
  if (!term.family || !(control instanceof HTMLSelectElement)) return null;
  const chosen = glossary.ofChoice(`${term.family}.${control.value}`);
  return chosen === term ? null : chosen;
}

/**
 * The meaning of a heading or label that is pressed; null if a press on it does something else.
 *
 * @param {Glossary} glossary
 * @param {Element} element
 * @returns {Meaning | null}
 */
export function meaningOfLabel(glossary, element) {
  const label = element.closest(LABELS);
  if (!label || label.closest(APART) || element.closest('button, a, input, select, .switch')) return null;
  const term = termOf(glossary, label);
  return term && { term, chosen: chosenIn(glossary, term, label), element: label };
}

/**
 * Visible labels of the page that have a meaning, in the order of the page.
 *
 * @param {Glossary} glossary
 * @param {ParentNode} page
 * @returns {Meaning[]}
 */
export const meaningsOn = (glossary, page) =>
  [...page.querySelectorAll(LABELS)].filter(isVisible).flatMap((element) => {
    const term = termOf(glossary, element);
    return term ? [{ term, chosen: null, element }] : [];
  });

/** True for a label that can be seen, outside of cards that are open. @param {Element} element */
const isVisible = (element) =>
  !element.closest(`${APART}, .card`) &&
  element.checkVisibility({ visibilityProperty: true }) &&
  element.getBoundingClientRect().width > 1;

/**
 * The visible part of the page to point at for a term: the one with its label, else the first that stands for the term.
 *
 * @param {Glossary} glossary
 * @param {GlossaryTerm} term
 * @param {ParentNode} page
 */
export function elementOf(glossary, term, page) {
  const wanted = term.place?.label.toLowerCase();
  const parts = wanted ? [...page.querySelectorAll(`${LABELS}, [aria-label]`)] : [];
  const named = parts.find(
    (part) => part.checkVisibility() && labelsOf(part).some((label) => label.toLowerCase().startsWith(wanted ?? '')),
  );
  return named ?? meaningsOn(glossary, page).find((each) => each.term === term)?.element ?? null;
}
