const part = /<!--.*?-->|<(\/?)([A-Za-z][\w-]*)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>|[^<]+/gsy;

/** Throws where a text is no XML: tags that do not match, `<` or `&` that stand for themselves, control characters. No DTD, CDATA or instructions. */
export function requireXml(text: string): void {
  const open: string[] = [];
  part.lastIndex = 0;
  let end = 0;
  for (let match = part.exec(text); match !== null; match = part.exec(text)) {
    const [all, closing, name, , alone] = match;
    end = part.lastIndex;
    if (/&(?!(?:amp|lt|gt|quot|#\d+);)/.test(all)) throw new Error(`a bare & in ${all}`);
    if (/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/.test(all)) throw new Error(`a control character in ${all}`);
    if (name === undefined && open.length === 0 && all.trim() !== '')
      throw new Error(`text outside of the root: ${all}`);
    if (name === undefined || alone === '/') continue;
    if (closing === '') open.push(name);
    else if (open.pop() !== name) throw new Error(`</${name}> closes nothing`);
  }
  if (end !== text.length) throw new Error(`no XML from ${text.slice(end, end + 40)} on`);
  if (open.length > 0) throw new Error(`<${open.at(-1)}> is not closed`);
}
