/**
 * Findings that stay for a while when they hold no more: what comes and goes with every batch could be neither read nor
 * acted on, and would move what stands below it.
 *
 * @import {Finding} from './diagnosis.js'
 *
 * @typedef {{finding: Finding, time: number}} Kept when it held last, in ms
 */

export const LINGER = 3000; // ms

/** From the worst on, as they are found. */
const ORDER = [
  'diverged',
  'none',
  'exploding',
  'vanishing',
  'faded',
  'swollen',
  'dead',
  'saturated',
  'long steps',
  'short steps',
];

/**
 * @param {Kept[]} before
 * @param {Finding[]} found what holds now
 * @param {number} now ms
 * @returns {Kept[]} what is told: all is well only once nothing else lingers, and nothing lingers beside a run that ended
 *   or has not begun
 */
export function linger(before, found, now) {
  const held = found.map((finding) => ({ finding, time: now }));
  if (found.some(({ name }) => name === 'diverged' || name === 'unmeasured')) return held;
  const late = before.filter(({ finding, time }) => {
    const isTold = !ORDER.includes(finding.name) || found.some(({ name }) => name === finding.name);
    return !isTold && now - time < LINGER;
  });
  const told = late.length > 0 ? held.filter(({ finding }) => finding.level !== 'good') : held;
  const rank = (/** @type {Kept} */ { finding }) => ORDER.indexOf(finding.name);
  return [...told, ...late].sort((a, b) => rank(a) - rank(b));
}
