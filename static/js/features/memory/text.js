/** The text that the networks of the memory lab can learn: its alphabet, its default, and its limits. */

/** Distinct characters of a text, in code point order. @param {string} text */
export const alphabetOf = (text) =>
  [...new Set(text)].sort(
    (a, b) => /** @type {number} */ (a.codePointAt(0)) - /** @type {number} */ (b.codePointAt(0)),
  );

/** Default text: Carroll, Through the Looking-Glass (1871), in the public domain. */
export const DEFAULT_TEXT = `’Twas brillig, and the slithy toves
Did gyre and gimble in the wabe;
All mimsy were the borogoves,
And the mome raths outgrabe.

“Beware the Jabberwock, my son!
The jaws that bite, the claws that catch!
Beware the Jubjub bird, and shun
The frumious Bandersnatch!”

He took his vorpal sword in hand:
Long time the manxome foe he sought—
So rested he by the Tumtum tree,
And stood awhile in thought.

And as in uffish thought he stood,
The Jabberwock, with eyes of flame,
Came whiffling through the tulgey wood,
And burbled as it came!

One, two! One, two! And through and through
The vorpal blade went snicker-snack!
He left it dead, and with its head
He went galumphing back.

“And hast thou slain the Jabberwock?
Come to my arms, my beamish boy!
O frabjous day! Callooh! Callay!”
He chortled in his joy.

’Twas brillig, and the slithy toves
Did gyre and gimble in the wabe;
All mimsy were the borogoves,
And the mome raths outgrabe.
`;

/** Characters of a text: enough to train and test on, few enough to train quickly. */
const LENGTH = { min: 200, max: 10_000 };

/**
 * Error message for a text that cannot be trained on; else empty.
 *
 * @param {string} text
 */
export function textProblem(text) {
  const count = [...text].length;
  if (count < LENGTH.min) return `The text has ${count} characters, fewer than the minimum of ${LENGTH.min}. Add some.`;
  if (count > LENGTH.max)
    return `The text has ${count} characters, more than the maximum of ${LENGTH.max}. Shorten it.`;
  return alphabetOf(text).length < 2 ? 'The text has only one distinct character. Use at least two.' : '';
}
