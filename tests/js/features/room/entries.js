/** Entries of the wall for the tests. */

/**
 * @import {WallEntry} from '../../../../static/js/protocol/room.js'
 */

/**
 * @param {Partial<WallEntry>} [about]
 * @returns {WallEntry}
 */
export const entryOf = (about = {}) => ({
  id: 'm1',
  name: 'Ada',
  state: 'playing',
  step: 100,
  epoch: 10,
  train_loss: 0.1,
  test_loss: 0.2,
  accuracy: 0.9,
  changed: [],
  map: null,
  losses: [],
  answered: false,
  ...about,
});
