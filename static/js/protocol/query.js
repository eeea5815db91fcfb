/**
 * Write fields as the query of an address.
 *
 * @param {Record<string, string | number | boolean>} fields
 */
export const queryOf = (fields) =>
  String(new URLSearchParams(Object.entries(fields).map(([name, value]) => [name, String(value)])));
