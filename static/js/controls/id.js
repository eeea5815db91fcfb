/** The id of a control, from its label: labels are unique on a page. @param {string} label */
export const idOf = (label) => `control-${label.toLowerCase().replace(/\W+/g, '-')}`;
