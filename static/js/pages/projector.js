/** The page of a workshop on the projector. */

import { start } from '../main.js';
import { LossPanel } from '../features/playground/lossPanel.js';
import { Network } from '../features/playground/network.js';
import { Output } from '../features/playground/output.js';
import { Readout } from '../features/playground/readout.js';
import { projectorViewWith } from '../features/room/projector/projectorView.js';

start({ projector: projectorViewWith({ Network, Readout, Output, LossPanel }) }, 'nothing');
