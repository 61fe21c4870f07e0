import type { Layout, Rectangle } from '../drawing/layout.ts';

/*
 *  header                                                  header
 *  ┌ star ────┐┌ both ─────┐┌ mesh ────┐                   ┌ star ─────────┐┌ mesh ─────────┐
 *  │          ││  figures  ││          │   from 120        │               ││               │   below
 *  ├ requests ┤│           │├ requests ┤   columns         ├ requests ─────┤├ requests ─────┤
 *  └──────────┘└───────────┘└──────────┘                   ├ both ─────────┴┴───────────────┤
 *                                                          └────────────────────────────────┘
 */

const besideMin = 120;
/** With less there are figures alone. */
const columnsMin = 80;
const rowsMin = 21;
/** Rows of the figures beneath, two figures beside each other. */
const figureRows = 10;
const stripRows = 3;
/** From so many rows requests have charts and a log. */
const logFrom = 28;
/** From so many rows there are nodes as well. */
const nodesFrom = 44;

/** The panes of both modes at once, in the part of the screen that panes have. */
export function pairPanes(body: Rectangle): Layout['panes'] {
  if (body.width >= besideMin) return beside(body);
  if (body.width < columnsMin || body.height < rowsMin) return { figures: body };
  const height = body.height - figureRows;
  const half = Math.floor(body.width / 2);
  return {
    ...side('client-server', { ...body, width: half, height }),
    ...side('peer-to-peer', { ...body, left: body.left + half, width: body.width - half, height }),
    figures: { ...body, top: body.top + height, height: figureRows },
  };
}

function beside(body: Rectangle): Layout['panes'] {
  const figures = body.width >= 160 ? 48 : 42;
  const width = Math.floor((body.width - figures) / 2);
  return {
    ...side('client-server', { ...body, width }),
    figures: { ...body, left: body.left + width, width: body.width - 2 * width },
    ...side('peer-to-peer', { ...body, left: body.left + body.width - width, width }),
  };
}

/** The network above, its requests below; with many rows its nodes too. */
function side(mode: 'client-server' | 'peer-to-peer', area: Rectangle): Layout['panes'] {
  const nodes = area.height >= nodesFrom ? Math.round(area.height * 0.27) : 0;
  const requests = area.height < logFrom ? stripRows : Math.round(area.height * 0.28);
  const topology = area.height - nodes - requests;
  const below = area.top + topology;
  return {
    [`${mode} topology`]: { ...area, height: topology },
    [`${mode} requests`]: { ...area, top: below, height: requests },
    ...(nodes === 0 ? {} : { [`${mode} nodes`]: { ...area, top: below + requests, height: nodes } }),
  };
}
