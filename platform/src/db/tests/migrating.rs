//! Which programs start on which tables, and what a migration that is killed half-way leaves.

use std::borrow::Cow;
use std::process::{Child, Command, Stdio};

use sqlx::SqlSafeStr;
use sqlx::migrate::{Migration, MigrationType};

use super::super::tables::{known, migrate_to};
use super::super::{Db, DbError, Options, Tables};
use super::Ward;
use crate::testing::{TestDb, databases};

/// A migration of a program to come.
fn to_come(version: i64, sql: &'static str) -> Migration {
    Migration::new(version, Cow::Borrowed("to come"), MigrationType::Simple, sql.into_sql_str(), false)
}

/// What a program knows that has this migration besides ours.
fn with(options: &Options, migration: Migration) -> Vec<Migration> {
    [known(options.is_postgres()), vec![migration]].concat()
}

#[tokio::test]
async fn the_program_before_starts_again_after_the_next_one_added_a_table() {
    for test in databases().await {
        let next = with(&test.options, to_come(9001, "CREATE TABLE allergy (id UUID NOT NULL PRIMARY KEY)"));
        migrate_to(&test.options, next.clone()).await.unwrap();
        assert_eq!(test.db.tables_for(&next).await.unwrap(), Tables::Current);
        assert_eq!(test.db.tables().await.unwrap(), Tables::Newer, "{}", test.db.engine());
        let before = Db::open_up_to_date(&test.options).await.unwrap();
        before.read().await.unwrap().query("SELECT count(*) FROM allergy").execute().await.unwrap();
        // And the next one finds what it left.
        migrate_to(&test.options, next).await.unwrap();
    }
}

#[tokio::test]
async fn the_program_before_does_not_start_where_it_would_do_harm_and_says_which_one_does() {
    for test in databases().await {
        let next = with(&test.options, to_come(9001, "DROP TABLE job; UPDATE program SET oldest = 9001"));
        migrate_to(&test.options, next.clone()).await.unwrap();
        assert_eq!(test.db.tables_for(&next).await.unwrap(), Tables::Current);
        assert_eq!(test.db.tables().await.unwrap(), Tables::TooNew(9001));
        let refused = Db::open_up_to_date(&test.options).await.expect_err("it would look for its jobs");
        assert!(matches!(refused, DbError::TooNew { oldest: 9001, .. }), "{refused:?}");
        assert!(refused.to_string().contains("Start the newer program"), "{refused}");
        // One that is newer still may.
        let later = [next, vec![to_come(9002, "CREATE TABLE allergy (id UUID NOT NULL PRIMARY KEY)")]].concat();
        migrate_to(&test.options, later).await.unwrap();
    }
}

#[tokio::test]
async fn tables_that_lack_one_are_older() {
    for test in databases().await {
        let next = with(&test.options, to_come(9001, "CREATE TABLE allergy (id UUID NOT NULL PRIMARY KEY)"));
        assert_eq!(test.db.tables_for(&next).await.unwrap(), Tables::Older);
    }
}

#[test]
fn every_migration_of_ours_is_one_transaction() {
    for migration in known(true).into_iter().chain(known(false)) {
        assert!(!migration.no_tx, "{} would be left half done by a kill", migration.version);
    }
}

/// Makes a table, fills it for as long as `pause` says, and changes one that is there.
fn slow(options: &Options) -> Vec<Migration> {
    let sql = if options.is_postgres() {
        "CREATE TABLE half (word TEXT NOT NULL); INSERT INTO half SELECT 'x' FROM (SELECT pg_sleep(steps) FROM pause) AS slept;
         ALTER TABLE note ADD COLUMN said BIGINT"
    } else {
        "CREATE TABLE half (word TEXT NOT NULL);
         INSERT INTO half WITH RECURSIVE step (n) AS (SELECT steps FROM pause UNION ALL SELECT n - 1 FROM step WHERE n > 0)
           SELECT 'x' FROM step WHERE n = 0;
         ALTER TABLE note ADD COLUMN said BIGINT"
    };
    with(options, to_come(9001, sql))
}

const URL: &str = "PANDO_TEST_KILLED_WHILE_MIGRATING";

#[tokio::test]
#[ignore = "the program that the test below starts and kills"]
async fn a_program_that_migrates() {
    let options = TestDb::options_for(std::env::var(URL).unwrap());
    migrate_to(&options, slow(&options)).await.unwrap();
}

fn start(options: &Options) -> Child {
    let this = std::env::current_exe().unwrap();
    let mut program = Command::new(this);
    program.args(["--exact", "db::tests::migrating::a_program_that_migrates", "--ignored"]).env(URL, &options.url);
    program.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

/// Returns when the other program is in the middle of its migration.
async fn until_half_way(ward: &Ward) {
    use sqlx::{ConnectOptions, Connection};
    if ward.db.writes_side_by_side() {
        const SLEEPERS: &str = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'PgSleep'";
        while ward.db.read().await.unwrap().query(SLEEPERS).fetch_one::<(i64,)>().await.unwrap().0 == 0 {
            tokio::task::yield_now().await;
        }
        return;
    }
    // The first thing that it writes is the first half.
    let url: sqlx::sqlite::SqliteConnectOptions = ward.test.options.url.parse().unwrap();
    let mut conn = url.busy_timeout(std::time::Duration::ZERO).connect().await.unwrap();
    while sqlx::raw_sql("BEGIN IMMEDIATE; ROLLBACK").execute(&mut conn).await.is_ok() {
        tokio::task::yield_now().await;
    }
    conn.close().await.unwrap();
}

#[tokio::test]
async fn a_migration_killed_half_way_is_undone_and_made_at_the_next_start() {
    for ward in Ward::on_both_engines().await {
        ward.run("CREATE TABLE pause (steps BIGINT NOT NULL)").await;
        // Seconds there, steps here: long enough to be killed in.
        ward.run(if ward.db.writes_side_by_side() { "INSERT INTO pause VALUES (5)" } else { "INSERT INTO pause VALUES (2000000000)" })
            .await;
        let mut program = start(&ward.test.options);
        until_half_way(&ward).await;
        program.kill().unwrap();
        assert!(!program.wait().unwrap().success());
        assert_eq!(ward.db.tables().await.unwrap(), Tables::Current, "nothing of it is there");

        ward.run("DELETE FROM pause").await;
        let next = slow(&ward.test.options);
        migrate_to(&ward.test.options, next.clone()).await.unwrap();
        assert_eq!(ward.db.tables_for(&next).await.unwrap(), Tables::Current, "{}", ward.db.engine());
        ward.run("INSERT INTO note (word, said) VALUES ('whole', 1)").await;
        let (half,): (i64,) = ward.db.read().await.unwrap().query("SELECT count(*) FROM half").fetch_one().await.unwrap();
        assert_eq!(half, 0);
    }
}
