//! The list names every table, and nothing that there is not, on both engines.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use platform::db::Sql;

use super::super::list::LIST;
use super::super::model::{Access, Export, Hold, Keep, Kept, Purge, What, Whose};
use crate::story;
use crate::testing::TestWorld;

const COLUMNS: Sql = Sql::Differs {
    sqlite: "SELECT t.name, c.name FROM sqlite_schema t JOIN pragma_table_info(t.name) c WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite%'",
    postgres: "SELECT CAST(table_name AS TEXT), CAST(column_name AS TEXT) FROM information_schema.columns WHERE table_schema = current_schema()",
};
const POINTERS: Sql = Sql::Differs {
    sqlite: "SELECT t.name, f.\"table\" FROM sqlite_schema t JOIN pragma_foreign_key_list(t.name) f WHERE t.type = 'table'",
    postgres: "SELECT CAST(t.relname AS TEXT), CAST(f.relname AS TEXT) FROM pg_constraint k
               JOIN pg_class t ON t.oid = k.conrelid JOIN pg_class f ON f.oid = k.confrelid WHERE k.contype = 'f'",
};

/// The tables as they are: their columns, and which of them points to which.
pub(super) struct Schema {
    pub(super) columns: BTreeMap<String, BTreeSet<String>>,
    pointers: BTreeSet<(String, String)>,
}

impl Schema {
    pub(super) async fn of(world: &TestWorld) -> Self {
        let mut tx = world.world.db.read().await.expect("a read");
        let mut columns: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for (table, column) in tx.query(COLUMNS).fetch_all::<(String, String)>().await.expect("the columns are told") {
            columns.entry(table).or_default().insert(column);
        }
        let pointers = tx.query(POINTERS).fetch_all().await.expect("the pointers are told").into_iter().collect();
        Self { columns, pointers }
    }

    fn points(&self, from: &str, to: &str) -> bool {
        self.pointers.contains(&(from.to_owned(), to.to_owned()))
    }

    fn has(&self, table: &str, column: &str) -> bool {
        self.columns.get(table).is_some_and(|columns| columns.contains(column))
    }

    /// Where a list says too little, too much, or what is not so.
    fn faults(&self, list: &[Kept]) -> Vec<String> {
        let declared: Vec<_> = list.iter().filter(|kept| matches!(kept.what, What::Table(_))).map(|kept| kept.what.name()).collect();
        let known = |table: &str| declared.iter().filter(|name| **name == table).count();
        let mut faults: Vec<_> =
            self.columns.keys().filter(|table| known(table) == 0).map(|table| format!("{table}: not in the list")).collect();
        for (at, table) in declared.iter().enumerate() {
            if !self.columns.contains_key(*table) {
                faults.push(format!("{table}: no such table"));
            } else if declared[..at].contains(table) {
                faults.push(format!("{table}: twice in the list"));
            }
        }
        for (at, kept) in list.iter().enumerate() {
            let said = [self.unknown(kept), self.out_of_order(kept, &list[..=at]), self.out_of_reach(kept, list)].concat();
            faults.extend(said.into_iter().map(|fault| format!("{}: {fault}", kept.what.name())));
        }
        faults
    }

    /// Columns that there are not.
    fn unknown(&self, kept: &Kept) -> Vec<String> {
        let table = kept.what.name();
        let mut named: Vec<(&str, &str)> = Vec::new();
        for way in kept.ways {
            let mut here = table;
            for step in *way {
                named.extend(step.on.iter().flat_map(|(from, key)| [(here, *from), (step.table, *key)]));
                here = step.table;
            }
        }
        let without = if let Access::Rows(_, without) = kept.access { without } else { &[] };
        named.extend(kept.secret.iter().chain(without).flat_map(|(columns, _)| columns.iter()).map(|column| (table, *column)));
        if let Keep::Days(_, column) = kept.keep {
            named.push((table, column));
        }
        named
            .into_iter()
            .filter(|(table, column)| !self.has(table, column))
            .map(|(table, column)| format!("no column {table}.{column}"))
            .collect()
    }

    /// What it points to or goes with and does not come after: neither could it be written before, nor go later.
    fn out_of_order(&self, kept: &Kept, so_far: &[Kept]) -> Vec<String> {
        let table = kept.what.name();
        let mut before: BTreeSet<&str> = self.pointers.iter().filter(|(from, _)| from == table).map(|(_, to)| to.as_str()).collect();
        before.extend(kept.ways.iter().flat_map(|way| way.iter()).map(|step| step.table).filter(|to| !self.points(to, table)));
        if let Keep::AsLongAs(other) = kept.keep {
            before.insert(other);
        }
        if let Purge::With(other) = kept.purge {
            before.insert(other);
        }
        let comes = |table: &str| so_far.iter().any(|kept| kept.what.name() == table);
        before.into_iter().filter(|table| !comes(table)).map(|other| format!("stands before {other}")).collect()
    }

    /// Whom it cannot reach, though it says so.
    fn out_of_reach(&self, kept: &Kept, list: &[Kept]) -> Vec<String> {
        let (table, leads) = (kept.what.name(), |whose| kept.ways_to(whose).next().is_some());
        let mut faults = Vec::new();
        if let Hold::By(held) = kept.hold {
            faults.extend(held.iter().filter(|whose| !leads(**whose)).map(|whose| format!("held by {whose:?}, to which no way leads")));
        }
        if matches!(kept.access, Access::Rows(..)) && !leads(Whose::Person) {
            faults.push("told to its subject, to whom no way leads".into());
        }
        if kept.export == Export::Taken {
            if !leads(Whose::Organisation) {
                faults.push("taken by an organisation's export, and no way leads to one".into());
            }
            let left = list.iter().filter(|other| other.export != Export::Taken && self.points(table, other.what.name()));
            faults.extend(left.map(|other| format!("taken by an export that leaves out {}", other.what.name())));
        }
        if let Purge::With(other) = kept.purge {
            let first = kept.ways.iter().filter_map(|way| way.first()).any(|step| step.table == other);
            if !first && !self.points(table, other) {
                faults.push(format!("goes with {other}, to which nothing of it points"));
            }
        }
        faults
    }
}

story!(the_list_says_of_every_table_how_long_it_is_kept_and_who_reaches_it, |world| async {
    let faults = Schema::of(&world).await.faults(LIST);
    assert_eq!(faults, [""; 0], "each table is one entry of `retention/list.rs`, after those it points to");
});

story!(a_table_that_says_nothing_is_named_and_so_is_one_that_is_gone, |world| async {
    world.write("CREATE TABLE stray (id UUID NOT NULL PRIMARY KEY)", |query| query).await;
    world.write("DROP TABLE audit_head", |query| query).await;
    let faults = Schema::of(&world).await.faults(LIST);
    assert_eq!(faults, ["stray: not in the list", "audit_head: no such table", "audit_head: no column audit_head.organisation_id"]);
});

story!(what_is_said_wrongly_is_named, |world| async {
    let schema = Schema::of(&world).await;
    let at = |name: &str| LIST.iter().position(|kept| kept.what.name() == name).expect("it is in the list");
    let faults = |change: &dyn Fn(&mut Vec<Kept>)| {
        let mut list = LIST.to_vec();
        change(&mut list);
        schema.faults(&list)
    };
    assert_eq!(faults(&|list| list.swap(at("site"), at("ward"))), ["ward: stands before site"]);
    assert_eq!(faults(&|list| list.push(LIST[at("job")])), ["job: twice in the list"]);
    assert_eq!(faults(&|list| list[at("message")].keep = Keep::Days(1, "said_at")), ["message: no column message.said_at"]);
    assert_eq!(faults(&|list| list[at("message")].hold = Hold::By(&[Whose::Person])), [""; 0]);
    assert_eq!(faults(&|list| list[at("job")].hold = Hold::By(&[Whose::Person])), ["job: held by Person, to which no way leads"]);
    assert_eq!(faults(&|list| list[at("site")].access = Access::Rows("", &[])), ["site: told to its subject, to whom no way leads"]);
    assert_eq!(
        faults(&|list| list[at("conversation")].export = Export::LeftOut("")),
        ["membership", "message", "receipt"].map(|table| format!("{table}: taken by an export that leaves out conversation"))
    );
    assert_eq!(faults(&|list| list[at("job")].purge = Purge::With("person")), ["job: goes with person, to which nothing of it points"]);
});

/// Until the kinds of blob have a type of their own, they are what the program's text puts there.
#[test]
fn every_kind_of_blob_is_in_the_list() {
    let sources = ["domain", "server", "app", "demo"].map(|name| Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(name).join("src"));
    let texts = sources.iter().flat_map(|folder| files(folder)).map(|file| std::fs::read_to_string(file).expect("a source file reads"));
    let needle = ["blobs", ".put(\""].concat();
    let put: BTreeSet<String> = texts
        .flat_map(|text| {
            text.split(&needle).skip(1).filter_map(|rest| rest.split(['/', '"']).next()).map(str::to_owned).collect::<Vec<_>>()
        })
        .collect();
    let declared: BTreeSet<String> =
        LIST.iter().filter_map(|kept| if let What::Blobs(kind) = kept.what { Some(kind.to_owned()) } else { None }).collect();
    assert_eq!(put, declared);
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).expect("the sources are there").map(|entry| entry.expect("an entry").path());
    entries
        .flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] })
        .filter(|path| path.extension().is_some_and(|end| end == "rs") && !path.components().any(|part| part.as_os_str() == "tests"))
        .collect()
}
