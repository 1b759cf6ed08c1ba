//! The statements about jobs.

use uuid::Uuid;

use super::{FailedJob, NewJob};
use crate::db::{Query, Result, Sql, Tx};

/// A job that a runner holds.
#[derive(Debug, sqlx::FromRow)]
pub(super) struct Taken {
    pub id: Uuid,
    /// Whose it is; nothing: the server's own.
    pub organisation_id: Option<Uuid>,
    pub payload: String,
    /// Counts this try; with it a runner knows whether it still holds the job.
    pub attempts: i64,
    pub ends_at: Option<i64>,
    /// Whether it may be asked for anew while it runs.
    pub keyed: bool,
}

/// When the first job of a queue may be taken.
#[derive(Debug, sqlx::FromRow)]
pub(super) struct Due {
    pub kind: String,
    pub priority: i64,
    pub due_at: Option<i64>,
}

// A second one with the same key: the one that waits runs at the earlier moment, the one that runs does so again.
const INSERT: &str = "INSERT INTO job (id, organisation_id, kind, priority, dedupe_key, payload, due_at, ends_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
    ON CONFLICT (kind, dedupe_key) WHERE dedupe_key IS NOT NULL AND failed_at IS NULL DO UPDATE SET
        payload = excluded.payload,
        ends_at = excluded.ends_at,
        priority = CASE WHEN excluded.priority < job.priority THEN excluded.priority ELSE job.priority END,
        due_at = CASE WHEN job.attempts = 0 AND excluded.due_at < job.due_at THEN excluded.due_at ELSE job.due_at END,
        again_at = CASE WHEN job.attempts > 0 AND (job.again_at IS NULL OR excluded.due_at < job.again_at)
                   THEN excluded.due_at ELSE job.again_at END";

/// Three short walks down the index for each kind, however many jobs wait.
pub(super) const NEXT_DUE: (&str, usize, &str) = (
    "WITH queue (kind) AS (VALUES",
    1,
    "), rank (priority) AS (VALUES (0), (1), (2))
    SELECT kind, CAST(priority AS BIGINT) AS priority,
        (SELECT due_at FROM job WHERE job.kind = queue.kind AND job.priority = rank.priority AND failed_at IS NULL
         ORDER BY due_at LIMIT 1) AS due_at
    FROM queue CROSS JOIN rank ORDER BY priority",
);

// PostgreSQL lets two nodes choose at the same moment: the second passes over what the first has locked. On SQLite they take turns.
// What was asked for anew at a moment that has come is answered by this very run.
pub(super) const CLAIM: Sql = Sql::Differs {
    sqlite: "UPDATE job SET due_at = $1, attempts = attempts + 1, again_at = CASE WHEN again_at > $2 THEN again_at END
        WHERE id IN (SELECT id FROM job WHERE kind = $3 AND priority = $4 AND failed_at IS NULL AND due_at <= $2 ORDER BY due_at LIMIT $5)
        RETURNING id, organisation_id, payload, attempts, ends_at, dedupe_key IS NOT NULL AS keyed",
    postgres: "WITH due AS (SELECT id FROM job WHERE kind = $3 AND priority = $4 AND failed_at IS NULL AND due_at <= $2
            ORDER BY due_at LIMIT $5 FOR UPDATE SKIP LOCKED)
        UPDATE job SET due_at = $1, attempts = attempts + 1, again_at = CASE WHEN again_at > $2 THEN again_at END
        FROM due WHERE job.id = due.id
        RETURNING job.id, organisation_id, payload, attempts, ends_at, dedupe_key IS NOT NULL AS keyed",
};

// It changes nothing: an update locks the row in the same words on both engines.
const HOLD: &str = "UPDATE job SET attempts = attempts WHERE id = $1 AND attempts = $2 RETURNING again_at";

const RENEW: &str = "UPDATE job SET due_at = $3, again_at = NULL, attempts = 0, last_error = NULL WHERE id = $1 AND attempts = $2";

const DELETE: &str = "DELETE FROM job WHERE id = $1 AND attempts = $2";

const POSTPONE: &str = "UPDATE job SET due_at = $3, last_error = $4 WHERE id = $1 AND attempts = $2";

const GIVE_UP: &str = "UPDATE job SET failed_at = $3, last_error = $4 WHERE id = $1 AND attempts = $2";

const CANCEL: &str = "DELETE FROM job WHERE kind = $1 AND dedupe_key = $2 AND failed_at IS NULL";

const FAILED: &str = "SELECT kind, failed_at, last_error FROM job WHERE failed_at IS NOT NULL ORDER BY failed_at DESC LIMIT $1";

pub(super) async fn insert(tx: &mut Tx, id: Uuid, job: &NewJob<'_>) -> Result<()> {
    tx.query(INSERT)
        .bind(id)
        .bind(job.organisation)
        .bind(job.kind.name)
        .bind(job.priority as i64)
        .bind(job.key)
        .bind(job.sealed)
        .bind(job.due_at)
        .bind(job.ends_at)
        .execute()
        .await?;
    Ok(())
}

pub(super) async fn list_due(tx: &mut Tx, kinds: impl ExactSizeIterator<Item = &'static str>) -> Result<Vec<Due>> {
    let query = tx.query_rows(NEXT_DUE, kinds.len());
    kinds.fold(query, Query::bind).fetch_all().await
}

pub(super) async fn claim(tx: &mut Tx, queue: &Due, now: i64, lease_until: i64, most: i64) -> Result<Vec<Taken>> {
    tx.query(CLAIM).bind(lease_until).bind(now).bind(queue.kind.clone()).bind(queue.priority).bind(most).fetch_all().await
}

/// Locks a job that is still ours; says when it was asked for anew.
pub(super) async fn hold(tx: &mut Tx, job: &Taken) -> Result<Option<i64>> {
    let held: Option<(Option<i64>,)> = tx.query(HOLD).bind(job.id).bind(job.attempts).fetch_optional().await?;
    Ok(held.and_then(|(again_at,)| again_at))
}

pub(super) async fn renew(tx: &mut Tx, job: &Taken, due_at: i64) -> Result<u64> {
    tx.query(RENEW).bind(job.id).bind(job.attempts).bind(due_at).execute().await
}

pub(super) async fn delete(tx: &mut Tx, job: &Taken) -> Result<u64> {
    tx.query(DELETE).bind(job.id).bind(job.attempts).execute().await
}

pub(super) async fn postpone(tx: &mut Tx, job: &Taken, due_at: i64, why: &str) -> Result<u64> {
    tx.query(POSTPONE).bind(job.id).bind(job.attempts).bind(due_at).bind(why).execute().await
}

pub(super) async fn give_up(tx: &mut Tx, job: &Taken, now: i64, why: &str) -> Result<u64> {
    tx.query(GIVE_UP).bind(job.id).bind(job.attempts).bind(now).bind(why).execute().await
}

pub(super) async fn cancel(tx: &mut Tx, kind: &'static str, key: &str) -> Result<u64> {
    tx.query(CANCEL).bind(kind).bind(key).execute().await
}

pub(super) async fn list_failed(tx: &mut Tx, most: i64) -> Result<Vec<FailedJob>> {
    tx.query(FAILED).bind(most).fetch_all().await
}
