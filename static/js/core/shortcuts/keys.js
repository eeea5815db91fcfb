/**
 * The keys of the keyboard by name, and the control that each belongs to.
 *
 * @typedef {'key' | 'code' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey' | 'isComposing'} KeyFields
 * @typedef {Pick<KeyboardEvent, KeyFields>} KeyPress
 */

const ARROWS = ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown'];
const PAGING = ['Home', 'End', 'PageUp', 'PageDown'];

/** Selector of what takes every key; an open dialog too. */
export const TEXT_FIELDS =
  'input:not([type="radio"], [type="checkbox"], [type="range"]), textarea, [contenteditable], dialog';

/** The keys that a control uses itself, by selector; null: all. @type {[string, string[] | null][]} */
const OWN_KEYS = [
  ['button, summary, [role="button"], input[type="checkbox"]', [' ']],
  ['[data-roving]', ARROWS],
  ['input[type="radio"]', [' ', ...ARROWS]],
  ['input[type="range"]', [...ARROWS, ...PAGING]],
  ['[role="application"], [tabindex="0"]:not([role="button"])', [' ', ...ARROWS, ...PAGING]],
  ['select', null],
];

/** Names of keys in the list of shortcuts. @type {Record<string, string>} */
const LABELS = {
  ' ': 'Space',
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  ArrowDown: '↓',
  PageUp: 'Page Up',
  PageDown: 'Page Down',
  Escape: 'Esc',
};

/**
 * Name of the pressed key: `a`, `?`, ` `, `ArrowLeft`, or `Mod+z` with Ctrl or Cmd. Letters are named by their place on
 * the keyboard if it writes another script. Null if the key has another meaning, such as a part of a character.
 *
 * @param {KeyPress} event
 */
export function nameOf({ key, code, ctrlKey, metaKey, altKey, shiftKey, isComposing }) {
  if (altKey || isComposing) return null;
  const isLatin = key.length > 1 || key.charCodeAt(0) < 128;
  const name = isLatin ? key : (/^Key([A-Z])$/.exec(code)?.[1] ?? key);
  const character = name.length === 1 ? name.toLowerCase() : name;
  const needsNoShift = character.length > 1 || /[a-z ]/.test(character);
  if (shiftKey && needsNoShift) return null;
  return ctrlKey || metaKey ? `Mod+${character}` : character;
}

/**
 * True for letters, digits and symbols, which people who dictate or whose hands shake press unintentionally.
 *
 * @param {string} name
 */
export const isCharacter = (name) => name.length === 1 && name !== ' ';

/**
 * True if a key belongs to the control it is pressed in: any key in a text field or an open dialog, and the keys that
 * any other control uses itself if the user came to it by keyboard.
 *
 * @param {EventTarget | null} target
 * @param {string} name of the key
 * @param {boolean} byPointer whether the user has pressed something with mouse or finger since the last Tab
 */
export function belongsToControl(target, name, byPointer) {
  if (!(target instanceof Element)) return false;
  if (target.closest(TEXT_FIELDS)) return true;
  if (byPointer || !target.matches(':focus-visible')) return false;
  return OWN_KEYS.some(([selector, keys]) => target.matches(selector) && (keys?.includes(name) ?? true));
}

/**
 * Label of a key for the user.
 *
 * @param {string} name
 * @returns {string}
 */
export function labelOf(name) {
  if (name.startsWith('Mod+')) return `Ctrl or ⌘ ${labelOf(name.slice(4))}`;
  return LABELS[name] ?? (name.length === 1 ? name.toUpperCase() : name);
}
