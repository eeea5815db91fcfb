/**
 * Controls that change one part of a run: disabled together where the teacher of a workshop has locked the part.
 *
 * @import {ComponentChildren} from 'preact'
 */

import { h } from 'preact';

/** @param {{lock: string, children?: ComponentChildren, [attribute: string]: unknown}} props lock: names of parts */
export const Lockable = ({ lock, children, ...attributes }) =>
  h('fieldset', { role: 'presentation', 'data-lock': lock, ...attributes }, children);
