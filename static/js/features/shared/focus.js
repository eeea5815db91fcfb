/**
 * The focused item of the network: under the pointer, or with the keyboard focus.
 *
 * @import {Focus} from '../../core/model.js'
 */

/**
 * Parse an element's `data-focus`: kind, layer, unit, from.
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
