//! Every statement of every store can be prepared on both engines.

use std::path::{Path, PathBuf};

use platform::db::Sql;

use super::super::store;
use crate::testing::{Engine, TestWorld};

#[tokio::test]
async fn every_statement_prepares_on_both_engines() {
    let written = literals(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"));
    assert!(written.len() > 30, "the scan finds the stores' statements");
    for world in TestWorld::on_both().await {
        let declared = store::statements().into_iter().map(Sql::from);
        // Statements are program text; those of a test live as long as its program.
        // A row is locked by its own words on PostgreSQL; SQLite has one writer at a time.
        let locks =
            |text: &&String| world.engine == Engine::Sqlite && [" FOR NO KEY UPDATE", " FOR SHARE"].iter().any(|lock| text.contains(lock));
        let scanned = written.iter().filter(|text| !locks(text)).map(|text| Sql::from(&*text.clone().leak()));
        // PostgreSQL takes the types of rows from what is bound to them: there the stories run every one of these.
        let sqlite = world.engine == Engine::Sqlite;
        let rows =
            store::row_statements().into_iter().filter(|_| sqlite).map(|(before, columns, after)| Sql::rows(before, 2, columns, after));
        for sql in declared.chain(scanned).chain(rows) {
            let text = format!("{sql:?}");
            world.world.db.prepare(sql).await.unwrap_or_else(|error| panic!("{:?}: {error}\n{text}", world.engine));
        }
    }
}

/// The SQL literals of all stores that are whole statements.
fn literals(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for path in files(folder) {
        if path.components().any(|part| part.as_os_str().to_string_lossy().starts_with("store")) {
            let source = std::fs::read_to_string(&path).expect("a source file reads");
            found.extend(source.split("#[cfg(test)]").next().into_iter().flat_map(strings).filter(|text| is_statement(text)));
        }
    }
    found
}

pub(super) fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).expect("the sources are there").map(|entry| entry.expect("an entry").path());
    entries
        .flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] })
        .filter(|path| path.extension().is_some_and(|end| end == "rs"))
        .collect()
}

/// What stands between quotes; an escaped line end and what indents the next line are one space.
fn strings(source: &str) -> Vec<String> {
    let code: String = source.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
    code.split('"').skip(1).step_by(2).map(|text| text.replace("\\\n", " ")).collect()
}

fn is_statement(text: &str) -> bool {
    let text = text.trim();
    let begins = ["SELECT ", "INSERT INTO ", "UPDATE ", "DELETE FROM "].iter().any(|verb| text.starts_with(verb));
    // Pieces that macros join, and the halves of row statements, are declared and checked as wholes.
    begins && !text.ends_with("VALUES") && !text.contains("qa.id = q.author_id") && !text.contains("op.id = o.person_id")
}
