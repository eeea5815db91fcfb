/** A lesson of one's own, opened from a file: kept while the tab lives, so that a reload does not lose it. */

const KEPT = 'backprop-own-lesson';
const LONGEST = 200_000;

/** What stands for it in the address. */
export const OWN = 'own';

/** @returns {string | null} */
export const readOwnLesson = () => sessionStorage.getItem(KEPT);

/**
 * @param {File} file
 * @throws {RangeError} with a sentence for the teacher
 */
export async function keepOwnLesson(file) {
  if (file.size > LONGEST)
    throw new RangeError(`${file.name} has ${file.size} bytes, more than a lesson's ${LONGEST}. Choose another file.`);
  const text = await file.text();
  if (text.trim() === '')
    throw new RangeError(`${file.name} is empty. A lesson begins with its title, as “# What a neuron does”.`);
  sessionStorage.setItem(KEPT, text);
}
