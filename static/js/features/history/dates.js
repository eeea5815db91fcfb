/** Dates and times in words. */

/**
 * Day and time: 24 Nov, 18:40.
 *
 * @param {number} time ms since 1970
 */
export const dateOf = (time) =>
  new Date(time).toLocaleString('en-GB', { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });

/**
 * Time since a date within the last day; else day and time.
 *
 * @param {number} time ms since 1970
 */
export function agoOf(time) {
  const minutes = Math.floor((Date.now() - time) / 60_000);
  if (minutes < 1) return 'just now';
  return minutes < 60 ? `${minutes} min ago` : dateOf(time);
}
