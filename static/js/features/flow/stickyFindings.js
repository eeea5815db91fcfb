/**
 * Sticky findings: keep a finding visible for a while after it clears. Findings that come and go with every batch could
 * be neither read nor acted on, and would move the ones below them.
 *
 * @import {Finding} from './diagnosis.js'
 *
 * @typedef {{finding: Finding, time: number}} StickyFinding `time` (ms): when it was last found
 */

import { bySeverity } from './diagnosis.js';

export const STICKY_TIME = 3000; // ms

/**
 * Add recently cleared findings to the current ones.
 *
 * A run that diverged or has not started shows its one finding alone; "healthy" never stays, and appears only once
 * nothing else is left.
 *
 * @param {StickyFinding[]} before
 * @param {Finding[]} findings current ones
 * @param {number} now ms
 * @returns {StickyFinding[]} worst first
 */
export function keepFindings(before, findings, now) {
  const current = findings.map((finding) => ({ finding, time: now }));
  if (findings.some(isOnly)) return current;
  const cleared = before.filter(({ finding, time }) => {
    const isCurrent = findings.some(({ name }) => name === finding.name);
    return !isCurrent && !isOnly(finding) && finding.level !== 'good' && now - time < STICKY_TIME;
  });
  const shown = cleared.length > 0 ? current.filter(({ finding }) => finding.level !== 'good') : current;
  return [...shown, ...cleared].sort((one, other) => bySeverity(one.finding, other.finding));
}

/** @param {Finding} finding */
const isOnly = ({ name }) => name === 'diverged' || name === 'unmeasured';
