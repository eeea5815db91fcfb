/**
 * The theme: light or dark as in the system, unless the user has chosen. firstPaint.js reads the choice before the
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
 * Call back when the system's theme changes, unless the user has chosen.
 *
 * @param {(theme: 'light' | 'dark') => void} onTheme
 */
export function followSystemTheme(onTheme) {
  dark().addEventListener('change', () => {
    if (!keptTheme()) onTheme(systemTheme());
  });
}
