/** The training share of data, and seeds for new draws. */

import { html } from 'htm/preact';

import { Slider } from '../../../controls/slider.js';
import { formatShare } from '../../../draw/format.js';

const LARGEST_SEED = 2 ** 32;

export const SHARE = { min: 0.1, max: 0.9, step: 0.1 };

export const newSeed = () => Math.floor(Math.random() * LARGEST_SEED);

/** @param {{share: number, disabled: boolean, range?: typeof SHARE, onSlide: (share: number) => void}} props */
export function TrainShare({ share, disabled, range = SHARE, onSlide }) {
  return html`<${Slider}
    ...${{ disabled, onSlide, ...range }}
    label="Training share"
    title="The rest is for testing; the network never learns from it"
    value=${share}
    text=${formatShare(share)}
  />`;
}
