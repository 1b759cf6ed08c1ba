//! The statements about blobs.

use uuid::Uuid;

use super::put::Put;
use super::{NewBlob, name};
use crate::db::{Result, Sql, Tx};

/// A blob that the sweeper holds until it is due again.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(super) struct Doomed {
    pub organisation_id: Uuid,
    pub id: Uuid,
    pub kind: String,
    pub upload: Option<String>,
}

impl Doomed {
    pub(super) fn name(&self) -> String {
        name(self.organisation_id, &self.kind, self.id)
    }
}

#[derive(sqlx::FromRow)]
struct PutRow {
    bytes: i64,
    sha256: String,
}

const INSERT: &str = "INSERT INTO blob (organisation_id, id, kind, begun_at, due_at) VALUES ($1, $2, $3, $4, $5)";

const UPLOAD: &str = "UPDATE blob SET upload = $3 WHERE organisation_id = $1 AND id = $2 AND gone_at IS NULL";

const PUT: &str = "UPDATE blob SET put_at = $3, bytes = $4, sha256 = $5, upload = NULL
    WHERE organisation_id = $1 AND id = $2 AND gone_at IS NULL";

const KEEP: &str = "UPDATE blob SET kept_at = $3, due_at = NULL
    WHERE organisation_id = $1 AND id = $2 AND put_at IS NOT NULL AND kept_at IS NULL AND gone_at IS NULL RETURNING bytes, sha256";

const FORGET: &str = "UPDATE blob SET gone_at = $3, due_at = $3 WHERE organisation_id = $1 AND id = $2 AND gone_at IS NULL";

const IS_DUE: &str = "SELECT due_at FROM blob WHERE due_at <= $1 LIMIT 1";

// What somebody keeps, or another node takes, at this very moment PostgreSQL passes over; on SQLite they take turns.
const TAKE: Sql = Sql::Differs {
    sqlite: "UPDATE blob SET gone_at = COALESCE(gone_at, $1), due_at = $2
        WHERE (organisation_id, id) IN (SELECT organisation_id, id FROM blob WHERE due_at <= $1 ORDER BY due_at LIMIT $3)
        RETURNING organisation_id, id, kind, upload",
    postgres: "WITH due AS (SELECT organisation_id, id FROM blob WHERE due_at <= $1 ORDER BY due_at LIMIT $3 FOR UPDATE SKIP LOCKED)
        UPDATE blob SET gone_at = COALESCE(gone_at, $1), due_at = $2 FROM due
        WHERE blob.organisation_id = due.organisation_id AND blob.id = due.id
        RETURNING blob.organisation_id, blob.id, blob.kind, blob.upload",
};

const DELETE: &str = "DELETE FROM blob WHERE organisation_id = $1 AND id = $2 AND gone_at IS NOT NULL";

pub(super) async fn insert(tx: &mut Tx, new: &NewBlob, now: i64, due_at: i64) -> Result<u64> {
    tx.query(INSERT).bind(new.organisation).bind(new.id).bind(new.kind).bind(now).bind(due_at).execute().await
}

/// Notes what the store calls the parts; whether the blob is still wanted.
pub(super) async fn update_upload(tx: &mut Tx, new: &NewBlob, upload: String) -> Result<bool> {
    Ok(tx.query(UPLOAD).bind(new.organisation).bind(new.id).bind(upload).execute().await? > 0)
}

/// Notes that all of it is there; whether it is still wanted.
pub(super) async fn update_put(tx: &mut Tx, new: &NewBlob, put: &Put, now: i64) -> Result<bool> {
    let bytes = i64::try_from(put.bytes).unwrap_or(i64::MAX);
    let query = tx.query(PUT).bind(new.organisation).bind(new.id).bind(now).bind(bytes).bind(put.sha256.clone());
    Ok(query.execute().await? > 0)
}

/// It is kept from now on; nothing if it is not there to be kept.
pub(super) async fn keep(tx: &mut Tx, organisation: Uuid, id: Uuid, now: i64) -> Result<Option<Put>> {
    let kept: Option<PutRow> = tx.query(KEEP).bind(organisation).bind(id).bind(now).fetch_optional().await?;
    Ok(kept.map(|row| Put { bytes: u64::try_from(row.bytes).unwrap_or(0), sha256: row.sha256 }))
}

pub(super) async fn forget(tx: &mut Tx, organisation: Uuid, id: Uuid, now: i64) -> Result<u64> {
    tx.query(FORGET).bind(organisation).bind(id).bind(now).execute().await
}

/// Whether there is anything to take.
pub(super) async fn is_due(tx: &mut Tx, now: i64) -> Result<bool> {
    Ok(tx.query(IS_DUE).bind(now).fetch_optional::<(i64,)>().await?.is_some())
}

/// Takes at most so many of those that are due, so that nobody keeps them any more; they are due again at `again_at`.
pub(super) async fn take(tx: &mut Tx, now: i64, again_at: i64, most: i64) -> Result<Vec<Doomed>> {
    tx.query(TAKE).bind(now).bind(again_at).bind(most).fetch_all().await
}

pub(super) async fn delete(tx: &mut Tx, doomed: &Doomed) -> Result<u64> {
    tx.query(DELETE).bind(doomed.organisation_id).bind(doomed.id).execute().await
}
