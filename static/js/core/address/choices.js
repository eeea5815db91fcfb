/**
 * A view's own choices, in the query of its address: they come back with a reload, a link, and when one returns to the
 * view. The run is in the fragment (links.js) and goes along from view to view.
 */

const KEPT = 'backprop-choices:';

/**
 * The choices in the address, by their names.
 *
 * @returns {Record<string, string>}
 */
export const readChoices = () => Object.fromEntries(new URLSearchParams(location.search));

/**
 * Puts choices into the address beside those that are there; null takes one out.
 *
 * @param {Record<string, string | null>} choices
 */
export function keepChoices(choices) {
  const query = new URLSearchParams(location.search);
  for (const [name, value] of Object.entries(choices)) {
    if (value === null) query.delete(name);
    else query.set(name, value);
  }
  const search = query.size > 0 ? `?${query}` : '';
  history.replaceState(null, '', `${location.pathname}${search}${location.hash}`);
  sessionStorage.setItem(KEPT + location.pathname, search);
}

/**
 * Where a link to another view leads: to the choices made there before, with the run of this one.
 *
 * @param {string} path
 */
export const addressOfView = (path) => `${path}${sessionStorage.getItem(KEPT + path) ?? ''}${location.hash}`;
