//! The entries, and those that wait to be sealed.

use platform::db::{Result, Tx};
use uuid::Uuid;

use super::super::entry::Entry;
use crate::access::{ConversationId, OrganisationId, PersonId};

#[derive(sqlx::FromRow)]
struct OrganisationRow {
    organisation_id: OrganisationId,
}

/// An organisation and its name.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Named {
    pub id: OrganisationId,
    pub name: String,
}

/// Which organisation keeps a person's account.
pub async fn find_organisation_of(tx: &mut Tx, person: PersonId) -> Result<Option<OrganisationId>> {
    let row =
        tx.query("SELECT home_id AS organisation_id FROM person WHERE id = $1").bind(person).fetch_optional::<OrganisationRow>().await?;
    Ok(row.map(|row| row.organisation_id))
}

/// Which organisation a conversation is of.
pub async fn find_home(tx: &mut Tx, conversation: ConversationId) -> Result<Option<OrganisationId>> {
    let query = tx.query("SELECT organisation_id FROM conversation WHERE id = $1").bind(conversation);
    Ok(query.fetch_optional::<OrganisationRow>().await?.map(|row| row.organisation_id))
}

/// All organisations, by name.
pub async fn list_organisations(tx: &mut Tx) -> Result<Vec<Named>> {
    tx.query("SELECT id, name FROM organisation ORDER BY name, id").fetch_all().await
}

/// The organisations for which no job of this kind waits or runs; one that was given up does neither.
pub async fn list_without_job(tx: &mut Tx, kind: &str) -> Result<Vec<OrganisationId>> {
    let query = tx.query(
        "SELECT o.id AS organisation_id FROM organisation o WHERE NOT EXISTS
             (SELECT 1 FROM job j WHERE j.kind = $1 AND j.organisation_id = o.id AND j.failed_at IS NULL)
         ORDER BY o.id",
    );
    let rows = query.bind(kind.to_owned()).fetch_all::<OrganisationRow>().await?;
    Ok(rows.into_iter().map(|row| row.organisation_id).collect())
}

/// Writes an entry down.
pub async fn insert_entry(tx: &mut Tx, entry: &Entry) -> Result<u64> {
    tx.query(
        "INSERT INTO audit (organisation_id, id, at, actor, actor_id, device_id, deed, scope, scope_id, detail, mark)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
    )
    .bind(entry.organisation_id)
    .bind(entry.id)
    .bind(entry.at)
    .bind(entry.actor.clone())
    .bind(entry.actor_id)
    .bind(entry.device_id)
    .bind(entry.deed.clone())
    .bind(entry.scope.clone())
    .bind(entry.scope_id)
    .bind(entry.detail.clone())
    .bind(entry.mark.clone())
    .execute()
    .await
}

/// It waits to be sealed.
pub async fn insert_waiting(tx: &mut Tx, entry: &Entry) -> Result<u64> {
    tx.query("INSERT INTO audit_queue (organisation_id, entry_id) VALUES ($1, $2)")
        .bind(entry.organisation_id)
        .bind(entry.id)
        .execute()
        .await
}

/// The organisations of which something waits.
pub async fn list_waiting_organisations(tx: &mut Tx) -> Result<Vec<OrganisationId>> {
    let rows = tx.query("SELECT DISTINCT organisation_id FROM audit_queue ORDER BY organisation_id").fetch_all::<OrganisationRow>().await?;
    Ok(rows.into_iter().map(|row| row.organisation_id).collect())
}

/// The next entries that wait, after this one, in the order of their ids.
pub async fn list_waiting(tx: &mut Tx, organisation: OrganisationId, after: Uuid, most: i64) -> Result<Vec<Entry>> {
    tx.query(
        // Whatever has a leaf is sealed already, also where somebody put it among those that wait once more.
        "SELECT a.organisation_id, a.id, a.at, a.actor, a.actor_id, a.device_id, a.deed, a.scope, a.scope_id, a.detail, a.mark
         FROM audit_queue q JOIN audit a ON a.organisation_id = q.organisation_id AND a.id = q.entry_id
         WHERE q.organisation_id = $1 AND q.entry_id > $2 AND NOT EXISTS
             (SELECT 1 FROM audit_leaf l WHERE l.organisation_id = q.organisation_id AND l.entry_id = q.entry_id)
         ORDER BY q.entry_id LIMIT $3",
    )
    .bind(organisation)
    .bind(after)
    .bind(most)
    .fetch_all()
    .await
}

/// Whatever has a leaf from `place` on waits no longer.
pub async fn delete_waiting(tx: &mut Tx, organisation: OrganisationId, place: i64) -> Result<u64> {
    tx.query(
        "DELETE FROM audit_queue WHERE organisation_id = $1 AND entry_id IN
             (SELECT entry_id FROM audit_leaf WHERE organisation_id = $1 AND place >= $2)",
    )
    .bind(organisation)
    .bind(place)
    .execute()
    .await
}

/// The entries whose leaves lie from `from` up to before `to`, as far as they are there.
pub async fn list_sealed(tx: &mut Tx, organisation: OrganisationId, from: i64, to: i64) -> Result<Vec<Entry>> {
    tx.query(
        "SELECT a.organisation_id, a.id, a.at, a.actor, a.actor_id, a.device_id, a.deed, a.scope, a.scope_id, a.detail, a.mark
         FROM audit_leaf l JOIN audit a ON a.organisation_id = l.organisation_id AND a.id = l.entry_id
         WHERE l.organisation_id = $1 AND l.place >= $2 AND l.place < $3",
    )
    .bind(organisation)
    .bind(from)
    .bind(to)
    .fetch_all()
    .await
}

/// The entries of this word, in the order of their ids.
pub async fn list_of_deed(tx: &mut Tx, organisation: OrganisationId, deed: &str) -> Result<Vec<Entry>> {
    tx.query(
        "SELECT organisation_id, id, at, actor, actor_id, device_id, deed, scope, scope_id, detail, mark FROM audit
         WHERE organisation_id = $1 AND deed = $2 ORDER BY id",
    )
    .bind(organisation)
    .bind(deed.to_owned())
    .fetch_all()
    .await
}

/// The entries that have no leaf and do not wait for one: nobody who seals has seen them.
pub async fn list_strangers(tx: &mut Tx, organisation: OrganisationId) -> Result<Vec<(Uuid,)>> {
    tx.query(
        "SELECT a.id FROM audit a WHERE a.organisation_id = $1
         AND NOT EXISTS (SELECT 1 FROM audit_leaf l WHERE l.organisation_id = a.organisation_id AND l.entry_id = a.id)
         AND NOT EXISTS (SELECT 1 FROM audit_queue q WHERE q.organisation_id = a.organisation_id AND q.entry_id = a.id)
         ORDER BY a.id",
    )
    .bind(organisation)
    .fetch_all()
    .await
}

/// What waits to be sealed and is not there.
pub async fn list_waiting_in_vain(tx: &mut Tx, organisation: OrganisationId) -> Result<Vec<(Uuid,)>> {
    tx.query(
        "SELECT q.entry_id FROM audit_queue q WHERE q.organisation_id = $1
         AND NOT EXISTS (SELECT 1 FROM audit a WHERE a.organisation_id = q.organisation_id AND a.id = q.entry_id)
         ORDER BY q.entry_id",
    )
    .bind(organisation)
    .fetch_all()
    .await
}

/// Removes the entries whose leaves lie from `from` up to before `to`; the leaves stay.
pub async fn delete_sealed(tx: &mut Tx, organisation: OrganisationId, from: i64, to: i64) -> Result<u64> {
    tx.query(
        "DELETE FROM audit WHERE organisation_id = $1 AND id IN
             (SELECT entry_id FROM audit_leaf WHERE organisation_id = $1 AND place >= $2 AND place < $3)",
    )
    .bind(organisation)
    .bind(from)
    .bind(to)
    .execute()
    .await
}
