//! What a database must promise: that what it acknowledged is on its disk, and that nobody waits for ever.

use sqlx::PgConnection;

use super::{Db, DbError, Result};

/// Longer than anybody waits for an answer, and than any statement of ours takes.
pub(super) const STATEMENT_TIMEOUT: &str = "30s";
/// As long as SQLite waits for another program.
pub(super) const LOCK_TIMEOUT: &str = "5s";
/// A write awaits nothing but the database: one that is silent for so long is held by nobody.
pub(super) const IDLE_TIMEOUT: &str = "60s";

/// A setting that a promise of ours rests on, as the database has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Promise {
    /// The setting's name.
    pub name: &'static str,
    /// Its value.
    pub value: String,
    /// What it should be, when it is not.
    pub broken: Option<&'static str>,
}

type Rule = (&'static str, &'static [&'static str], &'static str);

/// Without these a power cut takes acknowledged messages with it.
const DURABLE: [Rule; 3] =
    [("fsync", &["on"], "on"), ("full_page_writes", &["on"], "on"), ("synchronous_commit", &["on", "remote_apply"], "on, or stricter")];
const PATIENT: [Rule; 3] = [
    ("statement_timeout", &[STATEMENT_TIMEOUT], STATEMENT_TIMEOUT),
    ("lock_timeout", &[LOCK_TIMEOUT], LOCK_TIMEOUT),
    // As PostgreSQL says 60 s itself.
    ("idle_in_transaction_session_timeout", &["1min"], IDLE_TIMEOUT),
];
const SQLITE: [Rule; 2] = [("journal_mode", &["wal"], "wal"), ("synchronous", &["2"], "2 (FULL)")];

fn promise((name, kept, wanted): Rule, value: String) -> Promise {
    let broken = (!kept.contains(&value.as_str())).then_some(wanted);
    Promise { name, value, broken }
}

/// Asks a new connection for the disk, where its server or its user would acknowledge earlier; the rest is the server's
/// alone, and one that keeps less is refused.
pub(super) async fn hold_to_the_disk(conn: &mut PgConnection) -> Result<()> {
    sqlx::query(
        "SELECT set_config('synchronous_commit', 'on', FALSE) WHERE current_setting('synchronous_commit') NOT IN ('on', 'remote_apply')",
    )
    .execute(&mut *conn)
    .await?;
    let mut broken = Vec::new();
    for rule in DURABLE {
        let value: String = sqlx::query_scalar("SELECT current_setting($1)").bind(rule.0).fetch_one(&mut *conn).await?;
        let promise = promise(rule, value);
        if let Some(wanted) = promise.broken {
            broken.push(format!("{} is {} (it must be {wanted})", promise.name, promise.value));
        }
    }
    if broken.is_empty() { Ok(()) } else { Err(DbError::PromisesLess(broken.join(", "))) }
}

impl Db {
    /// The settings that our promises rest on, as the connections that write have them.
    pub async fn promises(&self) -> Result<Vec<Promise>> {
        let mut tx = self.write().await?;
        let mut promises = Vec::new();
        if self.writes_side_by_side() {
            for rule in DURABLE.into_iter().chain(PATIENT) {
                let (value,): (String,) = tx.query("SELECT current_setting($1)").bind(rule.0).fetch_one().await?;
                promises.push(promise(rule, value));
            }
        } else {
            let (journal,): (String,) = tx.query("PRAGMA journal_mode").fetch_one().await?;
            let (synchronous,): (i64,) = tx.query("PRAGMA synchronous").fetch_one().await?;
            promises.extend(SQLITE.into_iter().zip([journal, synchronous.to_string()]).map(|(rule, value)| promise(rule, value)));
        }
        Ok(promises)
    }
}
