/** What the sources import and export, read with TypeScript's own parser. */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, posix, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";

const ROOT: string = fileURLToPath(new URL("..", import.meta.url));

export interface SourceModule {
  /** Path below the folder that was asked for, with slashes. */
  readonly path: string;
  /** Imported modules below that folder; types included. */
  readonly imports: readonly string[];
  /** Names of packages that are imported. */
  readonly packages: readonly string[];
  /** `line name` of each exported declaration without a doc comment. */
  readonly undocumented: readonly string[];
}

/** Every module below a folder of the project; compiled AssemblyScript and generated files are not TypeScript of ours. */
export function readSources(folder: string): SourceModule[] {
  const top = join(ROOT, folder);
  return readdirSync(top, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(ts|svelte)$/.test(entry.name))
    .map((entry) => relative(top, join(entry.parentPath, entry.name)).split(sep).join("/"))
    .filter((path) => !path.includes("wasm/assembly/"))
    .sort()
    .map((path) => readModule(path, codeOf(path, readFileSync(join(top, path), "utf8"))));
}

/** Of a Svelte component its scripts. */
function codeOf(path: string, text: string): string {
  if (!path.endsWith(".svelte")) return text;
  return [...text.matchAll(/<script[^>]*>(.*?)<\/script>/gs)].map(([, code]) => code).join("\n");
}

function readModule(path: string, code: string): SourceModule {
  const source = ts.createSourceFile(`${path}.ts`, code, ts.ScriptTarget.Latest, true);
  const specifiers = new Set<string>();
  const visit = (node: ts.Node): void => {
    const specifier = specifierOf(node);
    if (specifier !== undefined) specifiers.add(specifier);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return {
    path,
    imports: [...specifiers].filter(isRelative).map((name) => posix.join(dirname(path), name)),
    packages: [...specifiers].filter((name) => !isRelative(name)),
    undocumented: path.includes(".generated.") ? [] : undocumentedExports(source),
  };
}

function isRelative(specifier: string): boolean {
  return specifier.startsWith(".");
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
