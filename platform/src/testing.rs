//! What tests and the bench start from: a fresh database on each engine.
//!
//! One throw-away PostgreSQL serves a whole test process, or the one that `PANDO_TEST_POSTGRES` names serves many.
//! Its supervisor waits at the other end of a pipe: when this process ends, however it ends, so does the cluster.

mod cluster;
mod nats;
mod s3;
mod shelf;
mod supervised;

use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};

use sqlx::{Connection, PgConnection};
use tokio::sync::OnceCell;

pub use cluster::Cluster;
pub use nats::Nats;
pub use s3::{S3, TestBucket};
pub use shelf::Shelf;

use crate::db::{Db, Durability, Options};

static CLUSTER: OnceCell<Cluster> = OnceCell::const_new();
static TEMPLATE: OnceCell<String> = OnceCell::const_new();
static STORE: OnceCell<S3> = OnceCell::const_new();
static SQLITE_TEMPLATE: OnceCell<(PathBuf, tempfile::TempDir)> = OnceCell::const_new();
static NEXT: AtomicU64 = AtomicU64::new(1);

/// A fresh, migrated database of its own; gone when dropped.
#[derive(Debug)]
pub struct TestDb {
    /// The open database.
    pub db: Db,
    /// How it was opened, so that a test can open it a second time.
    pub options: Options,
    home: Home,
}

#[derive(Debug)]
enum Home {
    // Held only to be removed at the end.
    Folder { _folder: tempfile::TempDir },
    Server { url: String, name: String },
}

/// One fresh database of each engine: a story runs on every one of them.
///
/// # Panics
/// When there is no PostgreSQL: a test that skips an engine proves nothing about it.
pub async fn databases() -> Vec<TestDb> {
    vec![TestDb::sqlite().await, TestDb::postgres().await]
}

/// The URL of a PostgreSQL server for tests, started at the first call.
///
/// # Panics
/// When there is no PostgreSQL.
pub async fn postgres_server() -> String {
    if let Ok(url) = std::env::var("PANDO_TEST_POSTGRES") {
        return url;
    }
    let start = || async { Cluster::start(false).await.unwrap_or_else(|trouble| panic!("{trouble}")) };
    CLUSTER.get_or_init(start).await.url().to_owned()
}

/// A new, empty bucket of a store that speaks S3, which is started at the first call.
///
/// # Panics
/// When there is no such store.
pub async fn bucket() -> TestBucket {
    STORE.get_or_init(S3::start).await.bucket().await
}

impl TestDb {
    /// A fresh SQLite file in a folder of its own.
    ///
    /// # Panics
    /// When the machine has no room for it.
    pub async fn sqlite() -> Self {
        let (template, _) = SQLITE_TEMPLATE.get_or_init(sqlite_template).await;
        let folder = tempfile::tempdir().expect("a temporary folder");
        let file = folder.path().join("pando.db");
        std::fs::copy(template, &file).expect("the template can be copied");
        let options = Options::new(format!("sqlite:{}", file.display()));
        let db = Db::open(&options).await.expect("a copy of the template opens");
        Self { db, options, home: Home::Folder { _folder: folder } }
    }

    /// A fresh database on the tests' PostgreSQL server.
    ///
    /// # Panics
    /// When there is no PostgreSQL, or it refuses.
    pub async fn postgres() -> Self {
        let url = postgres_server().await;
        let template = TEMPLATE.get_or_init(|| postgres_template(&url)).await;
        let name = unused_name("test");
        tell(&url, format!("CREATE DATABASE {name} TEMPLATE {template}")).await.expect("PostgreSQL makes a database");
        let options = Self::options_for(with_database(&url, &name));
        let db = Db::open(&options).await.expect("the new database opens");
        Self { db, options, home: Home::Server { url, name } }
    }
}

impl TestDb {
    /// How tests open a database that is there: their PostgreSQL flushes nothing, and is taken as it is.
    pub fn options_for(url: String) -> Options {
        Options { connections: 6, durability: Durability::Unasked, ..Options::new(url) }
    }
}

impl Drop for TestDb {
    fn drop(&mut self) {
        let Home::Server { url, name } = &self.home else { return };
        let (url, drop_it) = (url.clone(), format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"));
        // Dropping cannot wait inside the test's own runtime. A failure leaves a database in a cluster that goes too.
        let dropper = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            runtime.map(|runtime| runtime.block_on(tell(&url, drop_it)))
        });
        if dropper.join().is_err() {
            eprintln!("the database of a test could not be dropped");
        }
    }
}

async fn sqlite_template() -> (PathBuf, tempfile::TempDir) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("template.db");
    Db::migrate(&Options::new(format!("sqlite:{}", file.display()))).await.expect("the migrations run on SQLite");
    (file, folder)
}

async fn postgres_template(url: &str) -> String {
    let name = unused_name("template");
    tell(url, format!("CREATE DATABASE {name}")).await.expect("PostgreSQL makes a database");
    Db::migrate(&TestDb::options_for(with_database(url, &name))).await.expect("the migrations run on PostgreSQL");
    name
}

/// Several test processes may share one server.
fn unused_name(what: &str) -> String {
    format!("pando_{what}_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::SeqCst))
}

async fn tell(url: &str, sql: String) -> sqlx::Result<()> {
    let mut conn = PgConnection::connect(url).await?;
    // Made of our own words and numbers only.
    sqlx::raw_sql(sqlx::AssertSqlSafe(sql)).execute(&mut conn).await?;
    conn.close().await
}

/// `url`, with `name` as its database.
fn with_database(url: &str, name: &str) -> String {
    let (address, query) = url.split_once('?').unwrap_or((url, ""));
    let from = address.find("://").map_or(0, |at| at + 3);
    let server = address[from..].find('/').map_or(address, |at| &address[..from + at]);
    format!("{server}/{name}?{query}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn every_test_has_a_database_of_its_own_on_both_engines() {
        for (one, other) in databases().await.into_iter().zip(databases().await) {
            let mut tx = one.db.write().await.unwrap();
            tx.query("INSERT INTO job (id, kind, payload, due_at) VALUES ($1, 'mail', '', 0)")
                .bind(uuid::Uuid::nil())
                .execute()
                .await
                .unwrap();
            tx.commit().await.unwrap();
            let seen: (i64,) = other.db.read().await.unwrap().query("SELECT count(*) FROM job").fetch_one().await.unwrap();
            assert_eq!(seen.0, 0, "{}", one.db.engine());
        }
    }

    #[test]
    fn a_database_is_named_in_any_url() {
        for (url, wanted) in [
            ("postgres://a:b@host:5433/postgres?sslmode=disable", "postgres://a:b@host:5433/x?sslmode=disable"),
            ("postgres://host", "postgres://host/x?"),
            ("postgres://pando@localhost/postgres?host=/tmp/p", "postgres://pando@localhost/x?host=/tmp/p"),
        ] {
            assert_eq!(with_database(url, "x"), wanted);
        }
    }

    #[tokio::test]
    async fn a_cluster_is_gone_when_its_starter_lets_go() {
        let cluster = Cluster::start(false).await.unwrap();
        let url = cluster.url().to_owned();
        assert!(PgConnection::connect(&url).await.is_ok());
        drop(cluster);
        assert!(PgConnection::connect(&url).await.is_err());
        let folder = url.split_once("host=").unwrap().1;
        assert!(!std::path::Path::new(folder).exists(), "{folder} is left behind");
    }
}
