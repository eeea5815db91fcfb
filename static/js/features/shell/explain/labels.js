/** The words by which a part of the page is called: its label, its heading, its own text. */

/** Parts of the page whose text is a label. */
export const LABELS = 'th, dt, h2, h3, legend, caption, figcaption, .field-label, .switch';

/** Terms of the parts of a network, by the first word of their `data-focus`. @type {Record<string, string>} */
const PARTS = { link: 'weight', unit: 'neuron', feature: 'feature' };

const LONGEST = 80; // letters; a longer text is not a label

/**
 * Labels of an element, the most specific first. The attribute `data-term` names a term if no label is clear enough.
 *
 * @param {Element} element
 * @returns {string[]}
 */
export function labelsOf(element) {
  const controlled = 'labels' in element ? [.../** @type {NodeList} */ (element.labels ?? [])] : [];
  const heading = document.getElementById(element.getAttribute('aria-labelledby') ?? '');
  const labels = [
    element.getAttribute('data-term'),
    PARTS[element.getAttribute('data-focus')?.split(' ')[0] ?? ''],
    ...[...controlled, ...(heading ? [heading] : [])].flatMap((label) => [ownText(label), label.textContent]),
    element.getAttribute('aria-label'),
    ownText(element),
    element.textContent,
  ];
  return labels.map((label) => label?.trim() ?? '').filter((label) => label !== '' && label.length <= LONGEST);
}

/**
 * The element that labels another: the label of a field, the head of a cell's column, or the name before a value.
 *
 * @param {Element} element
 */
export function labelledBy(element) {
  if (element.matches('.field, .number-field, .slider, .text-field')) return element.querySelector('.field-label');
  if (element instanceof HTMLTableCellElement && element.tagName === 'TD') {
    return element.closest('table')?.tHead?.rows[0]?.cells[element.cellIndex] ?? null;
  }
  return element.matches('dt + dd') ? element.previousElementSibling : null;
}

/** The text of an element itself, without that of the elements inside it. @param {Node} element */
const ownText = ({ childNodes }) =>
  [...childNodes]
    .filter(({ nodeType }) => nodeType === Node.TEXT_NODE)
    .map(({ textContent }) => textContent)
    .join(' ');
