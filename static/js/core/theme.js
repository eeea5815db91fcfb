/**
 * Light or dark: as the system is, until the learner says otherwise. firstPaint.js reads the same choice before the
 * first paint.
 */

const KEPT = 'backprop-theme';
const dark = () => matchMedia('(prefers-color-scheme: dark)');

/** @returns {'light' | 'dark' | null} */
function keptTheme() {
  const kept = localStorage.getItem(KEPT);
  return kept === 'light' || kept === 'dark' ? kept : null;
}

/** @returns {'light' | 'dark'} */
const systemTheme = () => (dark().matches ? 'dark' : 'light');

export const initialTheme = () => keptTheme() ?? systemTheme();

/** @param {'light' | 'dark'} theme */
export function saveTheme(theme) {
  localStorage.setItem(KEPT, theme);
}

/**
 * Calls back when the system changes and the learner has not chosen.
 *
 * @param {(theme: 'light' | 'dark') => void} onTheme
 */
export function followSystemTheme(onTheme) {
  dark().addEventListener('change', () => {
    if (!keptTheme()) onTheme(systemTheme());
  });
}
