import type { LabSnapshot } from '../lab/view/snapshot.ts';

/** What happened between two snapshots that somebody may want to jump to, in words. */
export function happenings(before: LabSnapshot, after: LabSnapshot): readonly string[] {
  return [...turns(before, after), ...faults(before, after), ...deaths(before, after)];
}

function turns(before: LabSnapshot, after: LabSnapshot): string[] {
  const { workload, overlay, link } = after.settings;
  if (before.mode !== after.mode) return [`mode ${after.mode}`];
  const texts = [];
  if (before.settings.overlay !== overlay) texts.push(`overlay ${overlay ?? 'none'}`);
  if (before.settings.workload !== workload) texts.push(`workload ${workload}`);
  if (before.settings.link !== link) texts.push(`link ${link}`);
  if (before.nodes.length !== after.nodes.length) texts.push(`${after.nodes.length} nodes`);
  if (before.phase !== 'failed' && after.phase === 'failed') texts.push('the lab failed');
  return texts;
}

function faults(before: LabSnapshot, after: LabSnapshot): string[] {
  return after.faults.slice(before.faults.length).map(({ fault, target }) => `${fault} ${target ?? ''}`.trimEnd());
}

/** Of nodes that no fault of the lab killed. */
function deaths(before: LabSnapshot, after: LabSnapshot): string[] {
  const killed = new Set(after.faults.slice(before.faults.length).map(({ target }) => target));
  const down = (snapshot: LabSnapshot) => snapshot.nodes.filter(({ state }) => state === 'down').map(({ id }) => id);
  const known = new Set(down(before));
  return down(after)
    .filter((id) => !known.has(id) && !killed.has(id))
    .map((id) => `${id} died`);
}
