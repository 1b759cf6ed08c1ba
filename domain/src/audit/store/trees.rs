//! The trees: how they stand, their leaves, their heads.

use platform::db::{Result, Sql, Tx, portions};
use uuid::Uuid;

use super::super::head::Head;
use super::super::tree::{Hash, Peaks};
use crate::access::{OrganisationId, Timestamp};

/// How an organisation's tree stands.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Tree {
    pub size: i64,
    peaks: String,
    /// Heads up to here are on disk outside.
    pub out_size: i64,
    /// Entries up to here are kept no longer.
    pub pruned: i64,
}

impl Tree {
    /// What its next leaf needs; nothing if somebody damaged the row.
    pub fn peaks(&self) -> Option<Peaks> {
        Peaks::read(self.size, &self.peaks)
    }
}

/// The guard of a tree. SQLite writes one at a time, and knows no such clause.
const GUARD: Sql = Sql::Differs {
    sqlite: "SELECT size, peaks, out_size, pruned FROM audit_tree WHERE organisation_id = $1",
    postgres: "SELECT size, peaks, out_size, pruned FROM audit_tree WHERE organisation_id = $1 FOR NO KEY UPDATE",
};

/// Holds an organisation's tree until the transaction ends; makes it, if there is none.
pub async fn hold(tx: &mut Tx, organisation: OrganisationId) -> Result<Tree> {
    tx.query(
        // A row that is not there cannot be locked.
        "INSERT INTO audit_tree (organisation_id, size, peaks, out_size, pruned) VALUES ($1, 0, '', 0, 0)
         ON CONFLICT (organisation_id) DO NOTHING",
    )
    .bind(organisation)
    .execute()
    .await?;
    tx.query(GUARD).bind(organisation).fetch_one().await
}

/// How an organisation's tree stands, if it has one.
pub async fn find_tree(tx: &mut Tx, organisation: OrganisationId) -> Result<Option<Tree>> {
    let query = tx.query("SELECT size, peaks, out_size, pruned FROM audit_tree WHERE organisation_id = $1");
    query.bind(organisation).fetch_optional().await
}

/// A tree that was held has grown.
pub async fn update_tree(tx: &mut Tx, organisation: OrganisationId, peaks: &Peaks) -> Result<u64> {
    tx.query("UPDATE audit_tree SET size = $2, peaks = $3 WHERE organisation_id = $1")
        .bind(organisation)
        .bind(peaks.size())
        .bind(peaks.to_string())
        .execute()
        .await
}

/// Entries of a tree that was held are kept no longer.
pub async fn update_pruned(tx: &mut Tx, organisation: OrganisationId, pruned: i64) -> Result<u64> {
    tx.query("UPDATE audit_tree SET pruned = $2 WHERE organisation_id = $1").bind(organisation).bind(pruned).execute().await
}

/// Heads up to here are on disk outside; whoever has written more has said so.
pub async fn update_out(tx: &mut Tx, organisation: OrganisationId, size: i64) -> Result<u64> {
    tx.query("UPDATE audit_tree SET out_size = $2 WHERE organisation_id = $1 AND out_size < $2")
        .bind(organisation)
        .bind(size)
        .execute()
        .await
}

/// A leaf and whose it is.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Leaf {
    pub place: i64,
    pub entry_id: Uuid,
    hash: String,
}

impl Leaf {
    /// Its hash; nothing if somebody damaged the row.
    pub fn hash(&self) -> Option<Hash> {
        self.hash.parse().ok()
    }
}

/// Adds leaves.
pub async fn insert_leaves(tx: &mut Tx, organisation: OrganisationId, leaves: &[(i64, Uuid, Hash)]) -> Result<()> {
    for portion in portions(leaves) {
        let insert = ("INSERT INTO audit_leaf (organisation_id, place, entry_id, hash) VALUES", 4, "");
        let mut query = tx.query_rows(insert, portion.len());
        for (place, entry, hash) in portion {
            query = query.bind(organisation).bind(*place).bind(*entry).bind(hash.to_string());
        }
        query.execute().await?;
    }
    Ok(())
}

/// The next leaves after this place.
pub async fn list_leaves(tx: &mut Tx, organisation: OrganisationId, after: i64, most: i64) -> Result<Vec<Leaf>> {
    tx.query(
        "SELECT place, entry_id, hash FROM audit_leaf
         WHERE organisation_id = $1 AND place > $2 ORDER BY place LIMIT $3",
    )
    .bind(organisation)
    .bind(after)
    .bind(most)
    .fetch_all()
    .await
}

/// Keeps a head.
pub async fn insert_head(tx: &mut Tx, head: &Head) -> Result<u64> {
    tx.query("INSERT INTO audit_head (organisation_id, size, at, root, signer, signature) VALUES ($1, $2, $3, $4, $5, $6)")
        .bind(head.organisation_id)
        .bind(head.size)
        .bind(head.at)
        .bind(head.root.clone())
        .bind(head.signer.clone())
        .bind(head.signature.clone())
        .execute()
        .await
}

/// The last head.
pub async fn find_last_head(tx: &mut Tx, organisation: OrganisationId) -> Result<Option<Head>> {
    tx.query(
        "SELECT organisation_id, size, at, root, signer, signature FROM audit_head
         WHERE organisation_id = $1 ORDER BY size DESC LIMIT 1",
    )
    .bind(organisation)
    .fetch_optional()
    .await
}

/// The heads of trees larger than `after` and no larger than `to`, the smallest first.
pub async fn list_heads(tx: &mut Tx, organisation: OrganisationId, after: i64, to: i64, most: i64) -> Result<Vec<Head>> {
    tx.query(
        "SELECT organisation_id, size, at, root, signer, signature FROM audit_head
         WHERE organisation_id = $1 AND size > $2 AND size <= $3 ORDER BY size LIMIT $4",
    )
    .bind(organisation)
    .bind(after)
    .bind(to)
    .bind(most)
    .fetch_all()
    .await
}

/// The largest head signed before this moment, of a tree larger than `after` and no larger than `to`.
pub async fn find_head_before(
    tx: &mut Tx,
    organisation: OrganisationId,
    before: Timestamp,
    (after, to): (i64, i64),
) -> Result<Option<Head>> {
    tx.query(
        "SELECT organisation_id, size, at, root, signer, signature FROM audit_head
         WHERE organisation_id = $1 AND at < $2 AND size > $3 AND size <= $4 ORDER BY size DESC LIMIT 1",
    )
    .bind(organisation)
    .bind(before)
    .bind(after)
    .bind(to)
    .fetch_optional()
    .await
}

/// A tree with heads that are not on disk outside, and from where on.
#[derive(Clone, Copy, Debug, sqlx::FromRow)]
pub struct Within {
    pub organisation_id: OrganisationId,
    pub out_size: i64,
}

/// The trees with heads that are not on disk outside.
pub async fn list_within(tx: &mut Tx) -> Result<Vec<Within>> {
    tx.query("SELECT organisation_id, out_size FROM audit_tree WHERE out_size < size ORDER BY organisation_id").fetch_all().await
}
