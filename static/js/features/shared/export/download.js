/**
 * Save contents as a file of the browser.
 *
 * @param {string} name of the file
 * @param {Blob} contents
 */
export function download(name, contents) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(contents);
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
