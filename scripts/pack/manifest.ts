/** package.json, as far as packing reads it. */
export type Manifest = {
  readonly exports: Readonly<Record<string, string>>;
  readonly bin: Readonly<Record<string, string>>;
  readonly [field: string]: unknown;
};

export type PublishedExport = string | { readonly types: string; readonly default: string };
export type PublishedManifest = {
  readonly exports: Readonly<Record<string, PublishedExport>>;
  readonly bin: Readonly<Record<string, string>>;
  readonly [field: string]: unknown;
};

/** Fields that only the repository needs. */
const NOT_SHIPPED: ReadonlySet<string> = new Set(['devDependencies', 'scripts', 'workspaces', 'private', 'overrides']);

/** The package.json that npm ships: exports of built files, nothing of the repository. */
export function publishedManifest(manifest: Manifest): PublishedManifest {
  const kept = Object.entries(manifest).filter(([field]) => !NOT_SHIPPED.has(field));
  const exports = Object.entries(manifest.exports).map(([name, target]) => [name, builtExport(target)] as const);
  return { ...Object.fromEntries(kept), bin: manifest.bin, exports: Object.fromEntries(exports) };
}

/** Every file that the exports and commands of a manifest name. */
export function targetsOf({ exports, bin }: PublishedManifest): readonly string[] {
  const exported = Object.values(exports).flatMap((each) =>
    typeof each === 'string' ? [each] : [each.types, each.default],
  );
  return [...exported, ...Object.values(bin)];
}

function builtExport(target: string): PublishedExport {
  const name = /^\.\/src\/(.+)\.ts$/.exec(target)?.[1];
  return name === undefined ? target : { types: `./dist/${name}.d.ts`, default: `./dist/${name}.js` };
}
