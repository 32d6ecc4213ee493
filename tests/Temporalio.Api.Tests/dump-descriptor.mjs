// Prints the published descriptor as lines: "message|field|number|repeated" and "enum|VALUE|number".
import { createRequire } from 'node:module';

const loaded = createRequire(import.meta.url)(process.argv[2]);
const root = loaded.nested ? loaded : loaded.toJSON();
const snake = (name) => name.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`);
(function walk(node, path) {
  for (const [name, child] of Object.entries(node.nested ?? {})) {
    const full = path ? `${path}.${name}` : name;
    if (full.startsWith('google') || full.startsWith('coresdk')) continue;
    for (const [field, f] of Object.entries(child.fields ?? {})) {
      console.log(`${full}|${snake(field)}|${f.id}|${f.rule === 'repeated' || f.keyType ? 'many' : 'one'}`);
    }
    for (const [value, number] of Object.entries(child.values ?? {})) console.log(`${full}|${value}|${number}|value`);
    walk(child, full);
  }
})(root, '');
