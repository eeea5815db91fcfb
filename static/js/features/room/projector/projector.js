/**
 * What the projector's page knows: the room and the wall, as far as everyone may see them.
 *
 * @import {App} from '../../../core/app.js'
 */

import { effect } from '@preact/signals';

import { Room } from '../../../core/room/room.js';
import { enterByKey } from '../../../core/room/workshop.js';
import { Arrangement } from '../wall/arrangement.js';
import { Wall } from '../wall/wall.js';

export class Projector {
  /**
   * @param {App} app
   * @param {string} id of the room
   */
  constructor(app, id) {
    this.app = app;
    this.id = id;
    this.rest = app.roomRest({ id, role: 'projector' });
    this.wall = new Wall(app.ticker);
    this.arrangement = new Arrangement(this.wall, app.ticker);
    this.room = new Room(app, this.rest, {
      onEvent: (event) => event.type === 'wall' && this.wall.take(event),
    });
  }

  /** Enter by the key in the address, if there is one, and connect. Returns a function that ends that. */
  start() {
    const stop = effect(() => {
      const room = this.room.state.value;
      if (room) this.wall.retain(room.members.map(({ id }) => id));
    });
    enterByKey(this.app, this.id).then(() => this.room.connect());
    return () => {
      stop();
      this.room.close();
    };
  }
}
