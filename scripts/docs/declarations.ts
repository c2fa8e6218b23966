import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import ts from 'typescript'

/** One name that a module exports, as its source declares it. */
export interface Declaration {
  name: string
  kind: 'type' | 'value' | 'function' | 'class'
  /** The sentences of its comment. */
  summary: string
  /** The source with its comment, without the word `export`. */
  source: string
}

function parse (file: string): ts.SourceFile {
  return ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true)
}

function isExported (node: ts.Statement): boolean {
  return ts.canHaveModifiers(node) && (ts.getModifiers(node) ?? []).some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)
}

function kindOf (node: ts.Statement): Declaration['kind'] {
  if (ts.isFunctionDeclaration(node)) return 'function'
  if (ts.isClassDeclaration(node)) return 'class'
  return ts.isVariableStatement(node) ? 'value' : 'type'
}

function namesOf (node: ts.Statement): string[] {
  if (ts.isVariableStatement(node)) return node.declarationList.declarations.map(({ name }) => name.getText())
  if (ts.isFunctionDeclaration(node) || ts.isClassDeclaration(node) || ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) {
    return node.name === undefined ? [] : [node.name.text]
  }
  return []
}

function summaryOf (node: ts.Statement): string {
  const [doc] = ts.getJSDocCommentsAndTags(node).filter(ts.isJSDoc)
  return (ts.getTextOfJSDocComment(doc?.comment) ?? '').replace(/\s+/g, ' ').trim()
}

function list (node: ts.Statement): Declaration[] {
  if (!isExported(node)) return []
  return namesOf(node).map((name) => ({ name, kind: kindOf(node), summary: summaryOf(node), source: node.getFullText().trim().replace(/^export /m, '') }))
}

/** The module that an import or an export names. */
function moduleOf ({ moduleSpecifier }: ts.ImportDeclaration | ts.ExportDeclaration): string | undefined {
  return moduleSpecifier !== undefined && ts.isStringLiteral(moduleSpecifier) ? moduleSpecifier.text : undefined
}

/** The module that a name of a file was imported from. */
function originOf (name: string, file: ts.SourceFile): string | undefined {
  const found = file.statements.filter(ts.isImportDeclaration).find(({ importClause }) => {
    const bindings = importClause?.namedBindings
    const names = bindings !== undefined && ts.isNamedImports(bindings) ? bindings.elements.map((element) => element.name.text) : []
    return [importClause?.name?.text, ...names].includes(name)
  })
  return found === undefined ? undefined : moduleOf(found)
}

/** Names that are handed on from another package, which says what they are. */
function listHandedOn (node: ts.ExportDeclaration): Declaration[] {
  const { exportClause } = node
  if (exportClause === undefined || !ts.isNamedExports(exportClause)) return []
  return exportClause.elements.map(({ name: { text: name }, isTypeOnly }) => ({
    name, kind: isTypeOnly ? 'type' : 'value', summary: `From \`${moduleOf(node) ?? originOf(name, node.getSourceFile())}\`.`, source: ''
  }))
}

/** Lists what a module exports, in the order of its source, through every `export … from` of its own files. */
export function listDeclarations (file: string): Declaration[] {
  return parse(file).statements.flatMap((node): Declaration[] => {
    if (!ts.isExportDeclaration(node)) return list(node)
    const from = moduleOf(node)
    return from?.startsWith('.') === true ? listDeclarations(join(dirname(file), from.replace(/\.js$/, '.ts'))) : listHandedOn(node)
  })
}
