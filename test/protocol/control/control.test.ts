import { describe, expect, test } from 'vitest';
import { type ControlMessage, controlCodec } from '../../../source/protocol/control/control.ts';
import type { RolePlan } from '../../../source/protocol/control/plan.ts';
import type { TelemetryBatch, TelemetryEvent } from '../../../source/protocol/control/telemetry-batch.ts';
import { type ItemHash, nodeId } from '../../../source/protocol/ids.ts';
import { ByteReader } from '../../../source/protocol/wire/byte-reader.ts';
import { ByteWriter } from '../../../source/protocol/wire/byte-writer.ts';
import { errorOf, hex } from '../wire/session-pair.ts';

const digits = 'c0ffee00'.repeat(8);
const hash = digits as ItemHash;
const half = '3fe0000000000000'; // 0.5 as a double
const twenty = '4034000000000000';
const zero = '0000000000000000';
const workload = { type: 'files', seed: 9, valueSize: 4096, itemsPerNode: 3, concurrency: 1 } as const;
const workloadHex = '00 00000009 00001000 00000003 00000001';
const contacts = [{ node: nodeId(2), host: '127.0.0.1', port: 443 }];
const contactsHex = '00000001 00000002 00000009 3132372e302e302e31 000001bb';

function configure(role: RolePlan): ControlMessage {
  return { type: 'configure', generation: 2, plan: { role, capacity: 20, workload, seed: 7 }, store: 'star' };
}

const configureHex = (role: string): string =>
  `00 00000002 ${role} ${twenty} ${workloadHex} 00000007 00 01 00000004 73746172`;

const events: readonly (readonly [TelemetryEvent, string])[] = [
  [
    {
      type: 'operation',
      at: 0.5,
      operation: 'fetch',
      item: 'a',
      outcome: 'done',
      servedBy: nodeId(1),
      latencyMs: 20,
      hops: 2,
      route: [
        { from: nodeId(4), to: nodeId(3), message: 'query', at: 0.5 },
        { from: nodeId(3), to: nodeId(1), message: 'query', at: undefined },
      ],
    },
    `00 ${half} 01 00000001 61 00 01 00000001 ${twenty} 01 00000002
     00000002 00000004 00000003 0b 01 ${half} 00000003 00000001 0b 00`,
  ],
  [
    {
      type: 'operation',
      at: 0.5,
      operation: 'publish',
      item: 'a',
      outcome: 'timed-out',
      servedBy: undefined,
      latencyMs: 20,
      hops: undefined,
      route: [],
    },
    `00 ${half} 00 00000001 61 04 00 ${twenty} 00 00000000`,
  ],
  [
    { type: 'item-held', name: 'a', hash, bytes: 16, author: nodeId(3), holding: 'stored' },
    `01 00000001 61 ${digits} 00000010 01 00000003 01`,
  ],
  [
    { type: 'item-held', name: 'a', hash, bytes: 16, author: undefined, holding: 'copy' },
    `01 00000001 61 ${digits} 00000010 00 02`,
  ],
  [{ type: 'item-dropped', hash }, `02 ${digits}`],
  [{ type: 'connection-opened', node: nodeId(2), purpose: 'transfer' }, '03 00000002 01'],
  [{ type: 'connection-closed', node: nodeId(2), reason: 'idle', planned: true }, '04 00000002 00000004 69646c65 01'],
  [{ type: 'protocol-error', at: 0.5, code: 'x', text: 'yz' }, `05 ${half} 00000001 78 00000002 797a`],
  [{ type: 'notice', at: 0.5, text: 'yz' }, `06 ${half} 00000002 797a`],
];

const batch: TelemetryBatch = {
  at: 0.5,
  sentMessages: [20],
  sentBytes: [],
  receivedMessages: [20, 0],
  receivedBytes: [],
  made: 20,
  served: 0,
  succeeded: 0.5,
  failed: 0,
  timedOut: 0,
  queriesStarted: 0,
  published: 0,
  fetched: 0,
  hopsTotal: 0,
  hopsMax: 20,
  protocolErrors: 0,
  eventsDropped: 0,
  queueLength: 1,
  queueLengthMax: 2,
  busyMs: 0.5,
  cpuMs: 0,
  rssBytes: 20,
  latencyCounts: [20, 0.5],
  latencyMaxMs: 20,
  firstServedAt: 0.5,
  flows: [{ node: nodeId(4), query: 1, hit: 4, content: 2, upkeep: 3 }],
  samples: [{ metric: 'm', counts: [20], max: 0.5, sum: 20 }],
  progressDone: 0.5,
  progressTotal: 20,
  events: events.map(([event]) => event),
  upBytes: 7,
  downBytes: 8,
  rtts: [{ node: nodeId(2), rttMs: 80.5 }],
  sampledOneIn: 5,
};
const quietBatch: TelemetryBatch = { ...batch, firstServedAt: undefined, flows: [], samples: [], events: [] };
const figuresHex = [
  half,
  `00000001 ${twenty} 00000000 00000002 ${twenty} ${zero} 00000000`,
  [twenty, zero, half, zero, zero, zero, zero, zero, zero, twenty, zero, zero].join(' '),
  `00000001 00000002 ${half} ${zero} ${twenty} 00000002 ${twenty} ${half} ${twenty}`,
].join(' ');
const progressHex = `${half} ${twenty}`;
const samplesHex = `00000001 00000001 6d 00000001 ${twenty} ${half} ${twenty} ${progressHex}`;
const flowsHex = `00000001 00000004 00000001 00000004 00000002 00000003 ${samplesHex}`;
const eventsHex = `00000009 ${events.map(([, bytes]) => bytes).join(' ')}`;
/** upBytes, downBytes, one round trip. */
const linkHex = '401c000000000000 4020000000000000 00000001 00000002 4054200000000000';
const batchHex = `${figuresHex} 01 ${half} ${flowsHex} ${eventsHex} 00000005 ${linkHex}`;

const peer = { type: 'peer', dials: [], copiesMax: 5, replicas: 2, isFreeRider: true } as const;
const table: readonly (readonly [ControlMessage, string])[] = [
  [configure({ type: 'server', others: [nodeId(2)] }), configureHex('00 00000001 00000002')],
  [
    {
      type: 'configure',
      generation: 2,
      plan: {
        role: { type: 'server', others: [] },
        capacity: 20,
        workload,
        seed: 7,
        writing: { share: 0.5, firstNote: 9 },
      },
      store: undefined,
    },
    `00 00000002 00 00000000 ${twenty} ${workloadHex} 00000007 01 ${half} 00000009 00`,
  ],
  [configure({ type: 'client', servers: [nodeId(1)] }), configureHex('01 00000001 00000001')],
  [
    configure({ ...peer, dials: [nodeId(1), nodeId(2)], overlay: { type: 'flooding', ttl: 64 } }),
    configureHex('02 00000002 00000001 00000002 00 40 00000005 02 01'),
  ],
  [
    configure({ ...peer, overlay: { type: 'index', index: nodeId(3) } }),
    configureHex('02 00000000 01 00000003 00000005 02 01'),
  ],
  [
    configure({ ...peer, overlay: { type: 'kademlia', k: 4, alpha: 3, bootstrap: [nodeId(9)] } }),
    configureHex('02 00000000 02 04 03 00000001 00000009 00000005 02 01'),
  ],
  [{ type: 'start', generation: 2, contacts }, `01 00000002 ${contactsHex}`],
  [{ type: 'contacts', generation: 2, contacts: [] }, '02 00000002 00000000'],
  [
    { type: 'work', generation: 2, phase: 'publish', authors: [nodeId(1)], rate: 0.5 },
    `03 00000002 00 00000001 00000001 ${half}`,
  ],
  [{ type: 'work', generation: 2, phase: 'run', authors: [], rate: 20 }, `03 00000002 01 00000000 ${twenty}`],
  [{ type: 'work', generation: 2, phase: 'drain', authors: [], rate: 0 }, `03 00000002 02 00000000 ${zero}`],
  [{ type: 'ping', sequence: 8 }, '04 00000008'],
  [{ type: 'shutdown' }, '05'],
  [{ type: 'ready', pid: 4711 }, '06 00001267'],
  [
    { type: 'configured', generation: 2, host: '::1', port: 443, restored: 6 },
    '07 00000002 00000003 3a3a31 000001bb 00000006',
  ],
  [{ type: 'joined', generation: 2 }, '08 00000002'],
  [{ type: 'work-done', generation: 2, phase: 'drain' }, '09 00000002 02'],
  [{ type: 'telemetry', generation: 2, batch }, `0a 00000002 ${batchHex}`],
  [
    { type: 'telemetry', generation: 2, batch: quietBatch },
    `0a 00000002 ${figuresHex} 00 00000000 00000000 ${progressHex} 00000000 00000005 ${linkHex}`,
  ],
  [{ type: 'pong', sequence: 8 }, '0b 00000008'],
  [{ type: 'failed', text: 'no' }, '0c 00000002 6e6f'],
  [
    {
      type: 'link',
      link: {
        name: 'x',
        latencyMs: 20,
        jitterMs: 0.5,
        upBytesPerSecond: undefined,
        downBytesPerSecond: 20,
        lossShare: 0.5,
      },
      seed: 7,
    },
    `0d 00000001 78 ${twenty} ${half} 00 01 ${twenty} ${half} 00000007`,
  ],
  [
    { type: 'check', generation: 2, number: 8, how: 'read', items: [{ name: 'a', hash }] },
    `0e 00000002 00000008 01 00000001 00000001 61 ${digits}`,
  ],
  [
    {
      type: 'history',
      generation: 2,
      acknowledged: [{ name: 'a', hash, servedBy: nodeId(1), at: 0.5 }],
      counts: { begun: 20, done: 0.5, refused: 0, indefinite: 20 },
    },
    `0f 00000002 00000001 00000001 61 ${digits} 00000001 ${half} ${twenty} ${half} ${zero} ${twenty}`,
  ],
  [
    { type: 'checked', generation: 2, number: 8, findings: ['right', 'wrong', 'none', 'failed'] },
    '10 00000002 00000008 00000004 00 01 02 03',
  ],
  [{ type: 'store', generation: 2, state: 'store-full', text: 'no' }, '11 00000002 01 00000002 6e6f'],
  [{ type: 'store', generation: 2, state: 'store-mended', text: 'no' }, '11 00000002 03 00000002 6e6f'],
  [{ type: 'unreachable', nodes: [nodeId(3)] }, '12 00000001 00000003'],
  [{ type: 'slow', times: 0.5 }, `13 ${half}`],
  [{ type: 'pace', pace: 0.5, sessionAt: 20, baseAt: 0 }, `14 ${half} ${twenty} ${zero}`],
  [{ type: 'peek', sequence: 3 }, '15 00000003'],
  [{ type: 'step', sequence: 3 }, '16 00000003'],
  [
    {
      type: 'next',
      sequence: 3,
      at: 0.5,
      held: 2,
      messages: [{ from: nodeId(1), to: nodeId(3), kind: 'content', at: 0.5 }],
      text: 'yz',
    },
    `17 00000003 01 ${half} 00000002 00000001 00000001 00000003 02 ${half} 00000002 797a`,
  ],
  [{ type: 'stepped', sequence: 3, what: 'delivery', text: 'yz' }, '18 00000003 02 00000002 797a'],
  [{ type: 'inspect', generation: 2 }, '19 00000002'],
  [
    {
      type: 'inspected',
      generation: 2,
      inspection: {
        at: 20,
        connections: [
          {
            node: nodeId(3),
            isOutbound: true,
            purpose: 'transfer',
            openMs: 0.5,
            rttMs: undefined,
            sentMessages: 20,
            sentBytes: 0.5,
            receivedMessages: 0,
            receivedBytes: 20,
            queuedBytes: 0.5,
          },
        ],
        connectionsTotal: 9,
        tables: [{ title: 'T', columns: ['c'], rows: [['x']], total: 7 }],
        frames: [
          {
            at: 0.5,
            isSent: true,
            node: undefined,
            type: 'p',
            bytes: 9,
            fields: [{ offset: 4, length: 1, bytes: Buffer.from('ff', 'hex'), name: 'n', value: 'v' }],
            fieldsTotal: 3,
          },
        ],
      },
    },
    `1a 00000002 ${twenty} 00000001 01 00000003 01 01 ${half} 00 ${twenty} ${half} ${zero} ${twenty} ${half} 00000009
     00000001 00000001 54 00000001 00000001 63 00000001 00000001 00000001 78 00000007
     00000001 ${half} 01 00 00000001 70 00000009 00000001 00000004 00000001 00000001 ff 00000001 6e 00000001 76 00000003`,
  ],
  [
    {
      type: 'begin',
      node: nodeId(3),
      secret: Buffer.from(digits, 'hex'),
      host: '127.0.0.1',
      port: 443,
      epochMs: 0.5,
      batchMs: 20,
      nicerBy: 5,
      data: '/d',
      isKept: true,
    },
    `1b 00000003 ${digits} 00000009 3132372e302e302e31 000001bb ${half} ${twenty} 00000005 01 00000002 2f64 01`,
  ],
  [{ type: 'epoch', epochMs: 0.5 }, `1c ${half}`],
  [{ type: 'stood-still', ms: 0.5 }, `1d ${half}`],
];

function read(bytes: Buffer): ControlMessage {
  const from = new ByteReader().reset(bytes, 0, bytes.length);
  const message = controlCodec.read(from);
  expect(from.left).toBe(0);
  return message;
}

describe('a control message', () => {
  test('with a number that is not finite is not written', () => {
    const slow = { type: 'slow', times: Number.POSITIVE_INFINITY } as const;
    expect(() => controlCodec.write(new ByteWriter(), slow)).toThrow('Infinity is no number to send');
  });

  test('may say what is wrong with the longest path there is, as the system says it', () => {
    const longest = '/d'.repeat(2_047);
    const text = `${longest} cannot be opened: EACCES: permission denied, open '${longest}'`;
    const trouble = { type: 'store', generation: 1, state: 'store-broken', text } as const;
    const to = new ByteWriter();
    controlCodec.write(to, trouble);
    expect(read(to.take())).toEqual(trouble);
  });

  test.each(table)('%o has its bytes on the wire, and is read from them', (message, bytes) => {
    const to = new ByteWriter();
    controlCodec.write(to, message);
    expect(to.take().toString('hex')).toBe(hex(bytes).toString('hex'));
    expect(read(hex(bytes))).toEqual(message);
  });

  test('of every type is in the table, in the order of the wire', () => {
    expect([...new Set(table.map(([{ type }]) => type))]).toEqual(controlCodec.types);
  });

  test.each(table)('%o cut anywhere is malformed', (_message, bytes) => {
    const whole = hex(bytes);
    for (let end = 1; end < whole.length; end++)
      expect(errorOf(() => read(whole.subarray(0, end)))).toBe('malformed-message');
  });

  test.each([
    ['an unknown tag', 'ff', 'unknown-message'],
    ['a role that does not exist', '00 00000002 03', 'unknown-message'],
    ['contacts without end', '02 00000002 ffffffff', 'malformed-message'],
    ['a phase that does not exist', '09 00000002 03', 'malformed-message'],
    ['a word that is neither present nor absent', `0a 00000002 ${figuresHex} 02`, 'malformed-message'],
    ['a time without end', `0a 00000002 7ff0000000000000 ${batchHex.slice(half.length)}`, 'malformed-message'],
    ['a number that is none', '13 7ff8000000000000', 'malformed-message'],
    ['a pace before all others', `14 fff0000000000000 ${twenty} ${zero}`, 'malformed-message'],
  ])('with %s is refused', (_what, bytes, code) => {
    expect(errorOf(() => read(hex(bytes)))).toBe(code);
  });
});
