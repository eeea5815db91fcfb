/** Remember in the tab that the run of a lesson was started: a reload or a return to the workshop keeps that run. */

const KEY = 'backprop-lesson-set-up';

/**
 * Note that the tab has the run of a lesson.
 *
 * @param {Pick<Storage, 'setItem'>} tabStorage
 * @param {string} name of the lesson, or of the machine of 1986
 */
export const noteSetUp = (tabStorage, name) => tabStorage.setItem(KEY, name);

/**
 * Note that a lesson was chosen anew: it starts with its own run, whatever the tab has.
 *
 * @param {Pick<Storage, 'setItem'>} tabStorage
 */
export const forgetSetUp = (tabStorage) => tabStorage.setItem(KEY, '');

/**
 * @param {Pick<Storage, 'getItem'>} tabStorage
 * @param {string} name of the lesson, or of the machine of 1986
 */
export const isSetUp = (tabStorage, name) => tabStorage.getItem(KEY) === name;
