/** A custom lesson, opened from a file. It is stored in the tab, so that a reload does not lose it. */

const KEY = 'backprop-own-lesson';
const MAX_BYTES = 200_000;

/** Name of the custom lesson in the address. */
export const CUSTOM = 'own';

/** @param {Pick<Storage, 'getItem'>} tabStorage */
export const readCustomLesson = (tabStorage) => tabStorage.getItem(KEY);

/**
 * @param {Pick<Storage, 'setItem'>} tabStorage
 * @param {File} file
 * @throws {RangeError} if the file is empty or too large
 */
export async function saveCustomLesson(tabStorage, file) {
  if (file.size > MAX_BYTES)
    throw new RangeError(
      `${file.name} has ${file.size} bytes; a lesson has at most ${MAX_BYTES}. Choose another file.`,
    );
  const text = await file.text();
  if (text.trim() === '')
    throw new RangeError(`${file.name} is empty. A lesson starts with its title, such as “# What a neuron does”.`);
  tabStorage.setItem(KEY, text);
}
