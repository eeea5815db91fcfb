/**
 * Workshops that this browser teaches: starts one, and remembers it.
 *
 * @import {App} from '../app.js'
 * @import {Preferences} from '../preferences/preferences.js'
 *
 * @typedef {{id: string, projector: string}} Workshop id of its room, and the key that its projector needs
 */

import { storeSession, storedId } from '../address/address.js';

const WORKSHOP = 'workshop'; // the preference

/**
 * The workshop that this browser teaches; null if there is none.
 *
 * @param {Pick<Preferences, 'read'>} preferences
 * @returns {Workshop | null}
 */
export const taughtWorkshop = (preferences) => JSON.parse(preferences.read(WORKSHOP) ?? 'null');

/**
 * Forget a workshop that is over.
 *
 * @param {Pick<Preferences, 'read' | 'keep'>} preferences
 * @param {string} id
 */
export function forgetWorkshop(preferences, id) {
  if (taughtWorkshop(preferences)?.id === id) preferences.keep(WORKSHOP, null);
}

/**
 * Start a workshop with the present run, if there is one: members begin with its spec, and can follow it.
 *
 * @param {Pick<App, 'rooms' | 'roomRest' | 'preferences' | 'store' | 'tabStorage'>} app
 * @param {{name?: string, view?: string, lesson?: string}} about
 * @returns {Promise<string>} id of its room
 * @throws {Problem} if the server refuses
 */
export async function startWorkshop({ rooms, roomRest, preferences, store, tabStorage }, about) {
  const { session } = store.state.peek();
  const { room, keys } = await rooms.create(session ? { ...about, spec: session.spec } : about);
  preferences.keep(WORKSHOP, JSON.stringify({ id: room.id, projector: keys.projector }));
  if (session && storedId(tabStorage) !== session.id) storeSession(tabStorage, session.id); // too new for the address
  const leads = session && roomRest({ id: room.id, role: 'teacher' }).setRun(session.id);
  // this browser may show the projector too; without either, the workshop works all the same
  await Promise.allSettled([leads, rooms.enter(room.id, keys.projector)]);
  return room.id;
}

/**
 * Take the role that the key in the address gives, if there is one: `#key=`. The key becomes a cookie, and leaves the
 * address, which everyone who sees the screen can read.
 *
 * @param {Pick<App, 'rooms' | 'location' | 'browserHistory'>} app
 * @param {string} id of the room
 */
export async function enterByKey({ rooms, location, browserHistory }, id) {
  const key = new URLSearchParams(location.hash.slice(1)).get('key');
  if (!key) return;
  browserHistory.replaceState(null, '', location.pathname + location.search);
  await rooms.enter(id, key).catch(() => null); // what is wrong with a key shows when connecting
}

/**
 * Name of the view at a path, as the server knows it.
 *
 * @param {string} pathname
 * @param {string} root prefix of the site's paths
 */
export const viewAt = (pathname, root) => pathname.slice(root.length + 1) || 'playground';

/**
 * The views of the navigation, by name.
 *
 * @param {ParentNode} page
 * @param {string} root prefix of the site's paths
 */
export function viewsOf(page, root) {
  const links = /** @type {NodeListOf<HTMLAnchorElement>} */ (page.querySelectorAll('.views a[data-view]'));
  return [...links].map(({ pathname, textContent }) => ({
    value: viewAt(pathname, root),
    label: textContent?.trim() ?? '',
  }));
}

/**
 * Address of the teacher's page of a room.
 *
 * @param {Pick<App, 'root'>} app
 * @param {string} id
 */
export const roomAddress = ({ root }, id) => `${root}/room?room=${encodeURIComponent(id)}`;

/**
 * Address of the projector of a room; another machine needs the key.
 *
 * @param {Pick<App, 'root'>} app
 * @param {string} id
 * @param {string} [key]
 */
export const projectorAddress = ({ root }, id, key) =>
  `${root}/room/projector?room=${encodeURIComponent(id)}${key ? `#key=${encodeURIComponent(key)}` : ''}`;
