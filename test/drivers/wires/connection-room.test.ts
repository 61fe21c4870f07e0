import { expect, it } from 'vitest';
import { roomWithin } from '../../../source/drivers/wires/connection-room.ts';
import { limits } from '../../../source/protocol/wire/limits.ts';

it('a node keeps no more connections than it may open files, and strangers have half of them at most', () => {
  expect(roomWithin(undefined)).toMatchObject({ connectionsMax: limits.connectionsMax, handshakesMax: 256 });
  expect(roomWithin(1_048_576)).toEqual({ connectionsMax: limits.connectionsMax, handshakesMax: 256 });
  expect(roomWithin(1_024)).toEqual({ connectionsMax: 976, handshakesMax: 256 });
  expect(roomWithin(280)).toEqual({ connectionsMax: 232, handshakesMax: 116 });
  expect(roomWithin(100)).toEqual({ connectionsMax: 52, handshakesMax: 26 });
  expect(roomWithin(20)).toEqual({ connectionsMax: 8, handshakesMax: 4 });
});
