/** The page on which members of a workshop watch the teacher's run. */

import { start } from '../main.js';
import { followViewWith } from '../features/follow/followView.js';
import { LossPanel } from '../features/playground/lossPanel.js';
import { Network } from '../features/playground/network.js';
import { Output } from '../features/playground/output.js';
import { Readout } from '../features/playground/readout.js';

start({ follow: followViewWith({ Network, Readout, Output, LossPanel }) }, 'nothing');
