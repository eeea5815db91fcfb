/**
 * The join links of a room: one for each address of the machine.
 *
 * @import {RoomLink} from '../../../protocol/room.js'
 * @import {Preferences} from '../../../core/preferences/preferences.js'
 */

/** The preference: host of the link that the teacher has chosen. */
const HOST = 'workshop-host';

/**
 * Index of the link to show: the one with the chosen host, else the first that phones can reach, else the first.
 *
 * @param {RoomLink[]} links
 * @param {string | null} host
 */
export function chooseLink(links, host) {
  const chosen = links.findIndex(({ url }) => hostOf(url) === host);
  if (chosen >= 0) return chosen;
  return Math.max(
    0,
    links.findIndex(({ reach }) => reach === 'network'),
  );
}

/** @param {Pick<Preferences, 'read'>} preferences */
export const chosenHost = (preferences) => preferences.read(HOST);

/**
 * @param {Pick<Preferences, 'keep'>} preferences
 * @param {string} host
 */
export const keepHost = (preferences, host) => preferences.keep(HOST, host);

/** @param {string} url */
export const hostOf = (url) => new URL(url).host;

/**
 * What to type into a browser to reach the page that asks for the code, without the scheme: host and path.
 *
 * @param {string} url a join link
 * @returns {[string, string]}
 */
export function typedAddress(url) {
  const { host, pathname } = new URL(url);
  return [host, pathname];
}
