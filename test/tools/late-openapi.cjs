/**
 * Runs in `nest build` behind the Swagger plugin, which writes `import … from "@nestjs/swagger"` into every DTO and
 * every API controller: half a thousand files, a fifth of every start, for a document hardly anybody asks for.
 * What it writes there is led to `web/api-marks`, which keeps the marks until the document is made.
 */
const path = require('node:path');
const ts = require('typescript');

const marks = path.join(__dirname, '..', '..', 'src', 'web', 'api-marks.js');

exports.after = () => (context) => (file) => {
  const from = path.dirname(file.fileName);
  const relative = path.relative(from, marks).split(path.sep).join('/');
  const { factory } = context;
  const statements = file.statements.map((statement) =>
    isSwaggers(statement)
      ? factory.updateImportDeclaration(
          statement,
          statement.modifiers,
          statement.importClause,
          factory.createStringLiteral(relative.startsWith('.') ? relative : `./${relative}`),
          statement.attributes,
        )
      : statement,
  );
  return factory.updateSourceFile(file, statements);
};

function isSwaggers(statement) {
  return ts.isImportDeclaration(statement) && statement.moduleSpecifier.text === '@nestjs/swagger';
}
