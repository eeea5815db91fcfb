/**
 * What the pointer or the keyboard is on.
 *
 * @import {Focus} from '../../core/model.js'
 */

/**
 * What an element stands for, from its `data-focus`: kind, layer, unit, from.
 *
 * @param {EventTarget | null} target
 * @returns {Focus | null}
 */
export function focusAt(target) {
  const words = target instanceof Element && target.closest('[data-focus]')?.getAttribute('data-focus')?.split(' ');
  if (!words) return null;
  const [kind, layer, unit, from] = words;
  return {
    kind: /** @type {Focus['kind']} */ (kind),
    layer: Number(layer),
    unit: Number(unit),
    from: Number(from),
  };
}
