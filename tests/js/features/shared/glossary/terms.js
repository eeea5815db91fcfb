/**
 * Terms of a glossary for tests.
 *
 * @import {GlossaryTerm} from '../../../../../static/js/protocol/types.d.ts'
 */

/**
 * @param {Partial<GlossaryTerm> & {title: string}} given
 * @returns {GlossaryTerm}
 */
export const termWith = (given) => ({
  id: given.title.toLowerCase().replaceAll(' ', '-'),
  subject: 'Subject',
  synonyms: [],
  labels: [],
  text: 'One. Two.',
  latex: [],
  formula: '',
  source: '',
  choices: [],
  family: '',
  related: [],
  picture: null,
  place: null,
  example: null,
  ...given,
});
