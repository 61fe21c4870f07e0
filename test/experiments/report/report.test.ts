import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { availability } from '../../../source/experiments/canonical/availability.ts';
import { claims } from '../../../source/experiments/claims/claims.ts';
import type { Comparison } from '../../../source/experiments/compare/compare.ts';
import { compareDocument } from '../../../source/experiments/compare/compare-document.ts';
import { plain } from '../../../source/experiments/compare/conditions.ts';
import { judge } from '../../../source/experiments/compare/judge.ts';
import { defaultPrices } from '../../../source/experiments/documents/cost-model.ts';
import { createCharts } from '../../../source/experiments/report/charts.ts';
import { growthResults } from '../../../source/experiments/report/growth.ts';
import { reportHtml } from '../../../source/experiments/report/report-html.ts';
import { sessionHtml } from '../../../source/experiments/report/session-html.ts';
import type { ClaimRow } from '../../../source/experiments/session/session-evidence.ts';
import { planted } from '../planted-runs.ts';

const charts = createCharts();
const origin = {
  seed: 7,
  measuredOn: 'simulation',
  version: '0',
  node: 'v20',
  machine: '2 x <script>alert(1)</script> & "quotes"',
  command: 'starmesh compare --seed 7',
} as const;
const pairs = ({ conditions }: { readonly conditions: readonly (typeof plain)[] }) =>
  [1, 2, 3].map((seed) => ({
    clientServer: conditions.map((condition) => planted(condition, 'client-server', seed)),
    peerToPeer: conditions.map((condition) => planted(condition, 'peer-to-peer', seed)),
  }));
const comparison: Comparison = {
  claims: claims.map((experiment) => judge(experiment, pairs, 7)),
  seeds: [1, 2, 3],
  runs: [planted(plain, 'client-server', 1), planted(plain, 'peer-to-peer', 1)],
  trials: [],
  failures: [],
  isInterrupted: false,
  tookMs: 60_000,
};
const page = (changes: Partial<Comparison>, canonical = [availability(7)]) =>
  reportHtml(
    compareDocument(claims, { ...comparison, ...changes }, origin, { canonical, prices: defaultPrices }),
    charts,
  );

describe('a report', () => {
  it('names every claim with its verdict, the figures, and the command that repeats it', () => {
    const html = page({});
    for (const { claim } of claims) expect(html).toContain(`id="${claim}"`);
    expect(html).toContain('holds only if peers find things by flooding');
    expect(html).toContain('<code>starmesh compare --seed 7</code>');
    expect(html.match(/<figure/g)).toHaveLength(3);
    expect(html).toContain('predicted 0.875, ratio 1.00');
  });

  it('needs nothing from anywhere, is small, and has a text for every figure', () => {
    const html = page({});
    expect(html.replaceAll('http://www.w3.org/', '')).not.toMatch(/https?:\/\/|<script|@import|url\(/);
    expect(html.length).toBeLessThan(1_000_000);
    expect(html.match(/<svg /g)?.length).toBe(html.match(/<svg role="img" aria-label="[^"]+"/g)?.length);
  });

  it('shows text that comes from data as text', () => {
    expect(page({ failures: ['<img src=x onerror=alert(1)>'] })).not.toMatch(/<script|<img/);
  });

  it('says that it was interrupted, what failed, and does without results that are not there', () => {
    const html = page({ isInterrupted: true, failures: ['plain: no free port'], runs: [], claims: [] }, []);
    expect(html).toContain('It was interrupted');
    expect(html).toContain('Not measured: plain: no free port');
    expect(html).not.toContain('<figure');
  });
});

describe('figures of growth', () => {
  const trial = (nodes: number, mode: 'client-server' | 'peer-to-peer', messagesPerRequest: number) => {
    const run = planted(plain, mode, 1);
    const condition = { name: `${nodes} nodes`, settings: { nodes } };
    const sized = Array.from({ length: nodes }, () => run.nodes[0] as (typeof run.nodes)[number]);
    return {
      condition,
      mode,
      seed: 1,
      run: { ...run, nodes: sized, requests: { ...run.requests, messagesPerRequest } },
    };
  };

  it('show the trials that varied the number of nodes, and are absent without them', () => {
    const [messages] = growthResults([trial(16, 'client-server', 4), trial(4, 'client-server', 2)], 'simulation', 7);
    expect(messages?.points.map(({ x, measured }) => [x, measured])).toEqual([
      [4, 2],
      [16, 4],
    ]);
    const html = reportHtml(
      compareDocument(claims, comparison, origin, { canonical: [], prices: defaultPrices }),
      charts,
      [messages as NonNullable<typeof messages>],
    );
    expect(html).toContain('Messages a request against the number of nodes');
    expect(html).toContain('Dots: measured on simulation, n = 1, seed 7.');
    expect(growthResults([], 'simulation', 7)).toEqual([]);
  });
});

const browser = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync);

describe.skipIf(browser === undefined)('a report in a browser', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'starmesh-browser-test-'));
    return () => rmSync(folder, { recursive: true, force: true });
  });

  it.each([380, 1280])(
    'has its charts, no errors, and nothing to scroll sideways at %i pixels',
    { timeout: 60_000 },
    (width) => {
      const framed = `<body><iframe style="border:0" width="${width}" height="800"></iframe><script>
      const frame = document.querySelector('iframe');
      frame.onload = () => { const page = frame.contentDocument; document.body.dataset.found =
        [page.documentElement.scrollWidth, page.querySelectorAll('svg').length, Math.max(...[...page.querySelectorAll('svg')].map((svg) => svg.getBoundingClientRect().right))].join(' '); };
      frame.srcdoc = ${JSON.stringify(page({})).replaceAll('<', '\\u003c')};
    </script></body>`;
      const file = path.join(folder, `${width}.html`);
      writeFileSync(file, framed);
      const flags = [
        '--headless',
        '--no-sandbox',
        '--disable-gpu',
        '--enable-logging=stderr',
        `--user-data-dir=${path.join(folder, 'profile')}`,
        '--virtual-time-budget=5000',
        '--dump-dom',
      ];
      const { stdout, stderr } = spawnSync(browser ?? '', [...flags, `file://${file}`], {
        encoding: 'utf8',
        timeout: 50_000,
      });
      const [scrollWidth, svgs, right] = /data-found="([^"]*)"/.exec(stdout)?.[1]?.split(' ').map(Number) ?? [];
      expect(svgs).toBe(6); // each for two widths
      expect(scrollWidth).toBeLessThanOrEqual(width);
      expect(right).toBeLessThanOrEqual(width);
      expect(stderr).not.toMatch(/CONSOLE/);
    },
  );
});

describe('the page of a session', () => {
  const row: ClaimRow = {
    claim: 'data',
    claimedClientServer: 'kept on the central server',
    claimedPeerToPeer: 'every peer keeps its own',
    counted: 'share of bytes on the fullest node (0 … 1)',
    clientServer: '0.987',
    peerToPeer: 'press m',
    soFar: 'not enough yet',
  };
  const from = {
    measuredOn: 'processes',
    seed: 7,
    settings: '8 nodes <files>',
    version: '0',
    command: 'starmesh compare --seed 7',
  };
  const [star, mesh] = comparison.runs;

  it('says that it is one session without verdicts, what was seen, and what measures it', () => {
    const html = sessionHtml([row], [], from, charts);
    expect(html).toContain('one live session (n = 1), without paired seeds');
    expect(html).toContain('<code>starmesh compare --seed 7</code>');
    expect(html).toContain('<span class="amount">0.987</span>');
    expect(html).not.toContain('press m');
    expect(html).toContain('not enough seen');
    expect(html).toContain('8 nodes &lt;files&gt;');
    expect(html).not.toContain('<figure');
  });

  it('draws what each node did once both modes were seen, those too that were in one of them only', () => {
    if (star === undefined || mesh === undefined) return expect.fail();
    const [first] = mesh.nodes;
    const more = { ...mesh, nodes: [...mesh.nodes, { ...first, id: 'n99' } as never] };
    const html = sessionHtml([row], [star, more], from, charts);
    expect(html.match(/<figure/g)).toHaveLength(2);
    expect(html).toMatch(/n99: 0 and \d+/);
    expect(sessionHtml([row], [star], from, charts)).not.toContain('<figure');
  });
});

describe('names at the ends of lines', () => {
  const drawn = (points: readonly { series: string; x: number; measured: number }[]) =>
    charts.canonical({ ...availability(7), points: points.map((point) => ({ ...point, predicted: undefined })) }, 340);
  const textAt = (svg: string, name: string) => {
    const [, group = ''] =
      svg.match(new RegExp(`<g[^>]*text-anchor="(?:start|end)"[^>]*>(?:(?!</g>).)*>${name}<`, 's')) ?? [];
    return { svg: group, anchor: svg.match(new RegExp(`text-anchor="(start|end)"[^>]*><text[^>]*>${name}<`))?.[1] };
  };

  it('lie beside the axis, not over its figures', () => {
    const svg = drawn([
      { series: 'line', x: 1, measured: 24 },
      { series: 'grid', x: 2, measured: 56 },
    ]);
    expect(textAt(svg, 'line').anchor).toBe('start');
    expect(textAt(svg, 'grid').anchor).toBe('end');
  });
});
