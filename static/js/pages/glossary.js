/** The page of the glossary. */

import { start } from '../main.js';
import { GlossaryView } from '../features/glossary/glossaryView.js';

start({ glossary: GlossaryView }, 'nothing');
