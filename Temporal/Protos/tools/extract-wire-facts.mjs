// Writes the .proto files of this folder from the names and numbers of a published descriptor.
//
//   npm i @temporalio/proto@1.24.0 && node extract-wire-facts.mjs <path of json-module.js> <output folder>
//
// Only facts of the wire format are taken (package, message, field and enum names, numbers, types); comments,
// HTTP annotations and the packages that we do not speak (cloud, coresdk) are left out.
import { createRequire } from 'node:module';
import { mkdirSync, writeFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';

const [, , input, output] = process.argv;
const require = createRequire(import.meta.url);
const loaded = require(input);
const root = loaded.nested ? loaded : loaded.toJSON();
const roots = [
  'temporal.api.workflowservice.v1', 'temporal.api.operatorservice.v1', 'temporal.api.testservice.v1',
  'temporal.api.errordetails.v1', 'temporal.api.sdk.v1', 'temporal.api.history.v1', 'temporal.api.protocol.v1',
  'temporal.api.update.v1', 'grpc.health.v1', 'google.rpc',
];
const skipped = ['google.api', 'google.protobuf', 'grpc.gateway', 'nexusannotations', 'temporal.api.cloud', 'coresdk',
  'temporal.api.protometa'];

/** Every message, enum and service by full name, with the package that declares it. */
const types = new Map();
const options = new Map();
(function walk(node, path, pkg) {
  for (const [name, child] of Object.entries(node.nested ?? {})) {
    const full = path ? `${path}.${name}` : name;
    const isType = 'fields' in child || 'values' in child || 'methods' in child;
    if (isType) {
      types.set(full, { pkg: pkg ?? path, node: child, name });
      walk(child, full, pkg ?? path);
    } else {
      if (child.options) options.set(full, child.options);
      walk(child, full, undefined);
    }
  }
})(root, '', undefined);

function resolve(reference, scope) {
  if (reference.startsWith('.')) return reference.slice(1);
  for (let at = scope; ; at = at.slice(0, Math.max(0, at.lastIndexOf('.')))) {
    const candidate = at ? `${at}.${reference}` : reference;
    if (types.has(candidate)) return candidate;
    if (!at) throw new Error(`cannot resolve ${reference} from ${scope}`);
  }
}

const scalars = new Set(['double', 'float', 'int32', 'int64', 'uint32', 'uint64', 'sint32', 'sint64', 'fixed32',
  'fixed64', 'sfixed32', 'sfixed64', 'bool', 'string', 'bytes']);
const fileOf = (pkg) => `${pkg.replaceAll('.', '/')}/${pkg.startsWith('temporal.api.enums') ? 'enums' : 'message'}.proto`;
const wellKnown = {
  'google.protobuf.Any': 'any', 'google.protobuf.Duration': 'duration', 'google.protobuf.Empty': 'empty',
  'google.protobuf.FieldMask': 'field_mask', 'google.protobuf.Timestamp': 'timestamp',
};
for (const w of ['BoolValue', 'BytesValue', 'DoubleValue', 'Int32Value', 'Int64Value', 'StringValue']) {
  wellKnown[`google.protobuf.${w}`] = 'wrappers';
}
for (const w of ['Struct', 'Value', 'ListValue']) wellKnown[`google.protobuf.${w}`] = 'struct';

const packages = new Map(); // package -> { imports, text }
const wanted = [...roots];
const seen = new Set();

function use(full, pkg, imports) {
  if (wellKnown[full]) { imports.add(`google/protobuf/${wellKnown[full]}.proto`); return `.${full}`; }
  const owner = types.get(full).pkg;
  if (skipped.some((s) => owner === s || owner.startsWith(`${s}.`))) throw new Error(`${pkg} needs ${full}`);
  if (owner !== pkg) { imports.add(fileOf(owner)); wanted.push(owner); }
  return `.${full}`;
}

function field(name, f, scope, pkg, imports) {
  const type = scalars.has(f.type) ? f.type : use(resolve(f.type, scope), pkg, imports);
  const label = f.keyType ? '' : f.rule === 'repeated' ? 'repeated '
    : f.options?.proto3_optional ? 'optional ' : '';
  const shown = f.keyType ? `map<${f.keyType}, ${type}>` : type;
  const deprecated = f.options?.deprecated ? ' [deprecated = true]' : '';
  return `${label}${shown} ${snake(name)} = ${f.id}${deprecated};`;
}

// The descriptor is written with lower camel case names; the wire's JSON names are the same either way.
const snake = (name) => name.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`);

function print(full, name, node, indent, pkg, imports) {
  const pad = '  '.repeat(indent);
  const lines = [];
  if ('values' in node) {
    lines.push(`${pad}enum ${name} {`);
    const values = Object.entries(node.values);
    if (new Set(values.map(([, v]) => v)).size !== values.length) lines.push(`${pad}  option allow_alias = true;`);
    values.sort((a, b) => (a[1] === 0 ? -1 : 0) - (b[1] === 0 ? -1 : 0));
    for (const [n, v] of values) lines.push(`${pad}  ${n} = ${v}${node.valuesOptions?.[n]?.deprecated ? ' [deprecated = true]' : ''};`);
    lines.push(`${pad}}`);
  } else if ('methods' in node) {
    lines.push(`${pad}service ${name} {`);
    for (const [n, m] of Object.entries(node.methods)) {
      const q = use(resolve(m.requestType, full), pkg, imports);
      const r = use(resolve(m.responseType, full), pkg, imports);
      lines.push(`${pad}  rpc ${n} (${m.requestStream ? 'stream ' : ''}${q}) returns (${m.responseStream ? 'stream ' : ''}${r});`);
    }
    lines.push(`${pad}}`);
  } else {
    lines.push(`${pad}message ${name} {`);
    for (const [n, child] of Object.entries(node.nested ?? {})) {
      if ('fields' in child || 'values' in child) lines.push(print(`${full}.${n}`, n, child, indent + 1, pkg, imports));
    }
    const inOneof = new Map();
    for (const [o, { oneof }] of Object.entries(node.oneofs ?? {})) {
      if (oneof.length === 1 && node.fields[oneof[0]].options?.proto3_optional) continue;
      for (const f of oneof) inOneof.set(f, o);
    }
    for (const [n, f] of Object.entries(node.fields)) {
      if (!inOneof.has(n)) lines.push(`${pad}  ${field(n, f, full, pkg, imports)}`);
    }
    for (const o of new Set(inOneof.values())) {
      lines.push(`${pad}  oneof ${snake(o)} {`);
      for (const [n, f] of Object.entries(node.fields)) {
        if (inOneof.get(n) === o) lines.push(`${pad}    ${field(n, f, full, pkg, imports)}`);
      }
      lines.push(`${pad}  }`);
    }
    lines.push(`${pad}}`);
  }
  return lines.join('\n');
}

while (wanted.length) {
  const pkg = wanted.shift();
  if (seen.has(pkg)) continue;
  seen.add(pkg);
  const imports = new Set();
  const parts = [];
  for (const [full, t] of types) {
    if (t.pkg === pkg && full === `${pkg}.${t.name}`) parts.push(print(full, t.name, t.node, 0, pkg, imports));
  }
  packages.set(pkg, { imports, parts });
}

// Proto files may not import each other in a circle.
const state = new Map();
(function check() {
  const visit = (pkg, trail) => {
    if (state.get(pkg) === 2) return;
    if (state.get(pkg) === 1) throw new Error(`circle: ${[...trail, pkg].join(' -> ')}`);
    state.set(pkg, 1);
    for (const i of packages.get(pkg).imports) {
      const other = [...packages.keys()].find((p) => fileOf(p) === i);
      if (other) visit(other, [...trail, pkg]);
    }
    state.set(pkg, 2);
  };
  for (const pkg of packages.keys()) visit(pkg, []);
})();

rmSync(join(output, 'temporal'), { recursive: true, force: true });
for (const [pkg, { imports, parts }] of packages) {
  const ns = options.get(pkg)?.csharp_namespace
    ?? `Temporalio.Api.Dependencies.${pkg.split('.').map((p) => p[0].toUpperCase() + p.slice(1)).join('.')}`;
  const text = [
    'syntax = "proto3";', '', `package ${pkg};`, '', ...[...imports].sort().map((i) => `import "${i}";`), '',
    `option csharp_namespace = "${pkg === 'grpc.health.v1' ? 'Temporalio.Api.Dependencies.Grpc.Health.V1' : ns}";`, '',
    parts.join('\n\n'), '',
  ].join('\n');
  const path = join(output, fileOf(pkg));
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
console.log(`${packages.size} packages, ${[...types].filter(([, t]) => packages.has(t.pkg)).length} types`);
