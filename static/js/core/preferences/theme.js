/**
 * The theme: light or dark as in the system, unless the user has chosen. early.js reads the choice before the
 * first paint.
 *
 * @import {Preferences} from './preferences.js'
 */

export const THEME = 'theme'; // the preference

const dark = () => matchMedia('(prefers-color-scheme: dark)');

/** @returns {'light' | 'dark'} */
const systemTheme = () => (dark().matches ? 'dark' : 'light');

/**
 * @param {Preferences} preferences
 * @returns {'light' | 'dark' | null}
 */
function chosenTheme(preferences) {
  const theme = preferences.read(THEME);
  return theme === 'light' || theme === 'dark' ? theme : null;
}

/** @param {Preferences} preferences */
export const initialTheme = (preferences) => chosenTheme(preferences) ?? systemTheme();

/**
 * Call back when the system's theme changes, unless the user has chosen.
 *
 * @param {Preferences} preferences
 * @param {(theme: 'light' | 'dark') => void} onTheme
 */
export function followSystemTheme(preferences, onTheme) {
  dark().addEventListener('change', () => {
    if (!chosenTheme(preferences)) onTheme(systemTheme());
  });
}
