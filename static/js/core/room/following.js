/**
 * The view that shows the teacher's run, and the way back from it.
 *
 * @import {Environment} from '../environment.js'
 */

/** Path of the view, within the site. */
export const FOLLOW = '/follow';

const BACK = 'backprop-followed-from'; // in the storage of the tab: the address of the member's own view

/**
 * Remember the present view, to come back to it.
 *
 * @param {Pick<Environment, 'tabStorage'>['tabStorage']} tabStorage
 * @param {Pick<Location, 'pathname' | 'search' | 'hash'>} location
 */
export const rememberView = (tabStorage, { pathname, search, hash }) =>
  tabStorage.setItem(BACK, `${pathname}${search}${hash}`);

/**
 * Address of the member's own view.
 *
 * @param {Pick<Environment, 'tabStorage' | 'root'>} environment
 */
export const backFrom = ({ tabStorage, root }) => tabStorage.getItem(BACK) || `${root}/`;
