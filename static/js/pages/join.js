/** The page at which learners join a workshop. */

import { showJoinPage } from '../features/join/joinPage.js';

const place = document.getElementById('join');
if (place) showJoinPage(window, place);
