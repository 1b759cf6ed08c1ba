//! SQL of what organisations decide, one statement per function.

use platform::db::{Result, Tx};

use super::model::deed::Decide;
use super::model::{Change, Held};
use crate::access::{Organisation, OrganisationId, Permit, PersonId, Timestamp};

/// All that holds of an organisation, by name; what nobody ever decided is not among it.
pub async fn list_held(tx: &mut Tx, organisation: OrganisationId) -> Result<Vec<Held>> {
    tx.query(
        "SELECT s.name, s.version, s.value FROM organisation_setting s
         WHERE s.organisation_id = $1 AND NOT EXISTS (SELECT 1 FROM organisation_setting later
           WHERE later.organisation_id = s.organisation_id AND later.name = s.name AND later.version > s.version)
         ORDER BY s.name",
    )
    .bind(organisation)
    .fetch_all()
    .await
}

/// What holds of one setting, if anybody ever decided it.
pub async fn find_held(tx: &mut Tx, permit: &Permit<Organisation, Decide>, name: &'static str) -> Result<Option<Held>> {
    tx.query(
        "SELECT name, version, value FROM organisation_setting
         WHERE organisation_id = $1 AND name = $2 ORDER BY version DESC LIMIT 1",
    )
    .bind(permit.id())
    .bind(name)
    .fetch_optional()
    .await
}

/// Keeps what was decided, as this version of it.
pub async fn insert_setting(
    tx: &mut Tx,
    permit: &Permit<Organisation, Decide>,
    (name, version): (&'static str, i64),
    value: String,
    by: PersonId,
    now: Timestamp,
) -> Result<u64> {
    tx.query(
        "INSERT INTO organisation_setting (organisation_id, name, version, value, changed_at, changed_by)
         VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(permit.id())
    .bind(name)
    .bind(version)
    .bind(value)
    .bind(now)
    .bind(by)
    .execute()
    .await
}

/// Who decided a setting, when, from what to what: the newest first, those before `before`.
pub async fn list_changes(tx: &mut Tx, organisation: OrganisationId, name: &str, before: i64, most: i64) -> Result<Vec<Change>> {
    tx.query(
        "SELECT s.version, earlier.value AS before, s.value, s.changed_at, s.changed_by, p.name
         FROM organisation_setting s
           LEFT JOIN organisation_setting earlier
             ON earlier.organisation_id = s.organisation_id AND earlier.name = s.name AND earlier.version = s.version - 1
           LEFT JOIN person p ON p.id = s.changed_by
         WHERE s.organisation_id = $1 AND s.name = $2 AND s.version < $3 ORDER BY s.version DESC LIMIT $4",
    )
    .bind(organisation)
    .bind(name.to_owned())
    .bind(before)
    .bind(most)
    .fetch_all()
    .await
}
