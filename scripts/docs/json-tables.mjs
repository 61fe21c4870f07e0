import { closed } from './json-fields.mjs';
import { caption, table } from './shapes.mjs';

/**
 * A table of the fields of JSON documents: name, type as seen in the documents, meaning. Fails for a field without a meaning, and for a
 * meaning without a field. `known`: fields that another table has.
 */
export function fieldsTable(meanings, known = {}) {
  return (outputs, commands) => {
    const typeOf = new Map();
    for (const { text } of outputs) collectFields('', JSON.parse(text), typeOf);
    const unknown = [...typeOf.keys()].filter((field) => !(field in meanings) && !(field in known));
    const gone = Object.entries(meanings).filter(([field, text]) => typeof text === 'string' && !typeOf.has(field));
    const wrong = [
      ...unknown.map((field) => `${field} has no meaning`),
      ...gone.map(([field]) => `${field} is not there`),
    ];
    if (wrong.length > 0) throw new Error(`scripts/docs/json-fields.mjs: ${wrong.join(', ')}`);
    const rows = Object.entries(meanings).map(([field, meaning]) => {
      const [type, text] = typeof meaning === 'string' ? [typeOf.get(field), meaning] : meaning;
      return [`\`${field}\``, type, text];
    });
    return `${table(['field', 'type', 'meaning'], rows)}\n\n${caption(commands, 'types as in these')}`;
  };
}

function collectFields(at, value, typeOf) {
  if (Array.isArray(value)) {
    for (const part of value) collectFields(`${at}[]`, part, typeOf);
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, part] of Object.entries(value)) {
      const field = at === '' ? name : `${at}.${name}`;
      typeOf.set(field, typeName(part));
      if (!closed.includes(field)) collectFields(field, part, typeOf);
    }
  }
}

function typeName(value) {
  if (Array.isArray(value)) return 'list';
  return typeof value === 'string' ? 'text' : typeof value;
}
