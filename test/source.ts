/** What the sources import and export, read with TypeScript's own parser. */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, posix, sep } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";

const SRC: string = fileURLToPath(new URL("../src", import.meta.url));

export interface SourceModule {
  /** Path below src/, with slashes. */
  readonly path: string;
  /** Imported modules below src/; types included. */
  readonly imports: readonly string[];
  /** Those of them that are loaded when this one is, or later by it: imports of more than types. */
  readonly loads: readonly string[];
  /** Names of packages that are imported. */
  readonly packages: readonly string[];
  /** `line name` of each exported declaration without a doc comment. */
  readonly undocumented: readonly string[];
}

/** Every module of the library; compiled AssemblyScript and generated files are not TypeScript of ours. */
export function readSources(): SourceModule[] {
  return readdirSync(SRC, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(SRC.length + 1)
        .split(sep)
        .join("/"),
    )
    .filter((path) => !path.includes("wasm/assembly/"))
    .sort()
    .map(readModule);
}

function readModule(path: string): SourceModule {
  const source = ts.createSourceFile(
    path,
    readFileSync(join(SRC, path), "utf8"),
    ts.ScriptTarget.Latest,
    true,
  );
  const specifiers = new Set<string>();
  const values = new Set<string>();
  const visit = (node: ts.Node): void => {
    const specifier = specifierOf(node);
    if (specifier !== undefined) specifiers.add(specifier);
    if (specifier !== undefined && !isTypeOnly(node)) values.add(specifier);
    ts.forEachChild(node, visit);
  };
  visit(source);
  const own = (names: Set<string>) =>
    [...names].filter(isRelative).map((name) => posix.join(dirname(path), name));
  return {
    path,
    imports: own(specifiers),
    loads: own(values),
    packages: [...specifiers].filter((name) => !isRelative(name)),
    undocumented: path.includes(".generated.") ? [] : undocumentedExports(source),
  };
}

function isRelative(specifier: string): boolean {
  return specifier.startsWith(".");
}

function isTypeOnly(node: ts.Node): boolean {
  if (ts.isImportTypeNode(node)) return true;
  if (ts.isExportDeclaration(node)) return node.isTypeOnly;
  return ts.isImportDeclaration(node) && node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword;
}

/** The module that an import, a re-export or a dynamic import names. */
function specifierOf(node: ts.Node): string | undefined {
  const from =
    ts.isImportDeclaration(node) || ts.isExportDeclaration(node)
      ? node.moduleSpecifier
      : ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword
        ? node.arguments[0]
        : ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)
          ? node.argument.literal
          : undefined;
  return from && ts.isStringLiteral(from) ? from.text : undefined;
}

function undocumentedExports(source: ts.SourceFile): string[] {
  return source.statements.filter(isExported).flatMap((statement) => {
    if (ts.getJSDocCommentsAndTags(statement).length > 0) return [];
    const line = source.getLineAndCharacterOfPosition(statement.getStart(source)).line + 1;
    return [`${line} ${nameOf(statement)}`];
  });
}

function isExported(statement: ts.Statement): boolean {
  return (
    ts.canHaveModifiers(statement) &&
    (ts.getModifiers(statement) ?? []).some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)
  );
}

function nameOf(statement: ts.Statement): string {
  if (ts.isVariableStatement(statement)) return statement.declarationList.declarations[0].name.getText();
  return (statement as ts.DeclarationStatement).name?.getText() ?? "default";
}
