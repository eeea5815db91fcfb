/** Whether the run of a lesson has been started in this tab: a reload, or coming back to a workshop, keeps it. */

const KEY = 'backprop-lesson-set-up';

/**
 * Note that the tab has the run of a lesson.
 *
 * @param {Pick<Storage, 'setItem'>} tabStorage
 * @param {string} name of the lesson, or of the machine of 1986
 */
export const noteSetUp = (tabStorage, name) => tabStorage.setItem(KEY, name);

/**
 * @param {Pick<Storage, 'getItem'>} tabStorage
 * @param {string} name of the lesson, or of the machine of 1986
 */
export const isSetUp = (tabStorage, name) => tabStorage.getItem(KEY) === name;
