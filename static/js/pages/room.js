/** The page of a workshop's teacher. */

import { start } from '../main.js';
import { LossPanel } from '../features/playground/lossPanel.js';
import { Network } from '../features/playground/network.js';
import { Output } from '../features/playground/output.js';
import { Readout } from '../features/playground/readout.js';
import { roomViewWith } from '../features/room/roomView.js';

start({ room: roomViewWith({ Network, Readout, Output, LossPanel }) }, 'nothing');
