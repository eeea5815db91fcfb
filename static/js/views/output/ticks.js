/** How a value is written at an axis or a legend. @param {number} value */
export const tickText = (value) => (value < 0 ? `−${-value}` : String(value));
