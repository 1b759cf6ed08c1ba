//! SQL of belonging, one statement per function.

use platform::db::{Result, Sql, Tx};

use super::model::{OPEN_END, Terms};
use crate::access::{ConversationId, Level, OrganisationId, PersonId, Timestamp};

/// What somebody may administer as one of an organisation's own people.
pub async fn find_own_level(tx: &mut Tx, organisation: OrganisationId, person: PersonId, now: Timestamp) -> Result<Option<Level>> {
    let row: Option<(Level,)> = tx
        .query("SELECT level FROM affiliation WHERE organisation_id = $1 AND person_id = $2 AND from_at <= $3 AND until_at > $3")
        .bind(organisation)
        .bind(person)
        .bind(now)
        .fetch_optional()
        .await?;
    Ok(row.map(|(level,)| level))
}

/// How many admins of its own an organisation has beside `person`, who stay until somebody says otherwise.
pub async fn count_other_admins(tx: &mut Tx, organisation: OrganisationId, person: PersonId, now: Timestamp) -> Result<i64> {
    let (count,): (i64,) = tx
        .query(
            "SELECT count(*) FROM affiliation
             WHERE organisation_id = $1 AND person_id <> $2 AND level IN ('organisation_admin', 'network_admin') AND from_at <= $3 AND until_at = $4",
        )
        .bind(organisation)
        .bind(person)
        .bind(now)
        .bind(OPEN_END)
        .fetch_one()
        .await?;
    Ok(count)
}

/// Makes somebody belong, or changes how they do.
pub async fn save_affiliation(tx: &mut Tx, organisation: OrganisationId, person: PersonId, terms: Terms) -> Result<u64> {
    tx.query(
        // An affiliation that stands keeps its `sort_name`: a profile that changes writes it wherever somebody belongs (`update_names`).
        "INSERT INTO affiliation (organisation_id, person_id, level, visible, sort_name, from_at, until_at)
         SELECT $1, p.id, $3, $4, CASE WHEN p.profiled_at IS NULL THEN NULL ELSE p.sort_name END, $5, $6 FROM person p WHERE p.id = $2
         ON CONFLICT (organisation_id, person_id) DO UPDATE
         SET level = excluded.level, visible = excluded.visible, from_at = excluded.from_at, until_at = excluded.until_at",
    )
    .bind(organisation)
    .bind(person)
    .bind(terms.level)
    .bind(terms.visible)
    .bind(terms.from)
    .bind(terms.until)
    .execute()
    .await
}

/// Ends that somebody belongs to an organisation, unless it ends before that anyhow.
pub async fn end_affiliation(tx: &mut Tx, organisation: OrganisationId, person: PersonId, at: Timestamp) -> Result<u64> {
    tx.query("UPDATE affiliation SET until_at = $3 WHERE organisation_id = $1 AND person_id = $2 AND until_at > $3")
        .bind(organisation)
        .bind(person)
        .bind(at)
        .execute()
        .await
}

/// Until when somebody belongs to an organisation. Whoever is about to bring them into something there waits, or is waited for.
pub async fn hold_affiliation(tx: &mut Tx, organisation: OrganisationId, person: PersonId) -> Result<Option<Timestamp>> {
    // SQLite writes one at a time, and knows no such clause.
    let guard = Sql::Differs {
        sqlite: "SELECT until_at FROM affiliation WHERE organisation_id = $1 AND person_id = $2",
        postgres: "SELECT until_at FROM affiliation WHERE organisation_id = $1 AND person_id = $2 FOR NO KEY UPDATE",
    };
    let row: Option<(Timestamp,)> = tx.query(guard).bind(organisation).bind(person).fetch_optional().await?;
    Ok(row.map(|(until,)| until))
}

/// Where somebody belongs, or will.
pub async fn list_organisations(tx: &mut Tx, person: PersonId, now: Timestamp) -> Result<Vec<(OrganisationId,)>> {
    tx.query("SELECT organisation_id FROM affiliation WHERE person_id = $1 AND until_at > $2 ORDER BY organisation_id")
        .bind(person)
        .bind(now)
        .fetch_all()
        .await
}

/// Whether somebody belongs to an organisation now.
pub async fn belongs(tx: &mut Tx, person: PersonId, organisation: OrganisationId, now: Timestamp) -> Result<bool> {
    Ok(find_own_level(tx, organisation, person, now).await?.is_some())
}

/// Their name as they are found by it, wherever they belong.
pub async fn update_names(tx: &mut Tx, person: PersonId, sort_name: &str) -> Result<u64> {
    tx.query("UPDATE affiliation SET sort_name = $2 WHERE person_id = $1").bind(person).bind(sort_name.to_owned()).execute().await
}

/// The words that somebody is found by, also in an organisation that they did not belong to before.
pub async fn copy_words(tx: &mut Tx, organisation: OrganisationId, person: PersonId) -> Result<u64> {
    tx.query(
        "INSERT INTO person_word (organisation_id, word, person_id)
         SELECT DISTINCT o.id, w.word, w.person_id FROM organisation o CROSS JOIN person_word w
         WHERE o.id = $1 AND w.person_id = $2 ON CONFLICT DO NOTHING",
    )
    .bind(organisation)
    .bind(person)
    .execute()
    .await
}

/// Forgets the words that somebody was found by in an organisation.
pub async fn delete_words(tx: &mut Tx, organisation: OrganisationId, person: PersonId) -> Result<u64> {
    tx.query("DELETE FROM person_word WHERE organisation_id = $1 AND person_id = $2").bind(organisation).bind(person).execute().await
}

/// They belong nowhere any more, unless they still do somewhere, or will; whether that is so and new.
pub async fn update_left(tx: &mut Tx, person: PersonId, now: Timestamp) -> Result<u64> {
    tx.query(
        // One that is still to begin counts: whoever begins elsewhere next week stays signed in.
        "UPDATE person SET left_at = $2 WHERE id = $1 AND left_at IS NULL
           AND NOT EXISTS (SELECT 1 FROM affiliation a WHERE a.person_id = $1 AND a.until_at > $2)",
    )
    .bind(person)
    .bind(now)
    .execute()
    .await
}

/// They are back.
pub async fn update_back(tx: &mut Tx, person: PersonId) -> Result<u64> {
    tx.query("UPDATE person SET left_at = NULL WHERE id = $1 AND left_at IS NOT NULL").bind(person).execute().await
}

/// Their account is kept there from now on. The ward they work on is one of the organisation that they come from.
pub async fn update_home(tx: &mut Tx, person: PersonId, home: OrganisationId) -> Result<u64> {
    tx.query("UPDATE person SET home_id = $2, ward_id = NULL, site_id = NULL WHERE id = $1 AND home_id <> $2")
        .bind(person)
        .bind(home)
        .execute()
        .await
}

/// Where somebody's account is kept, and under which address; the row is theirs alone until this is done.
pub async fn hold_person(tx: &mut Tx, person: PersonId) -> Result<Option<(OrganisationId, String)>> {
    // SQLite writes one at a time, and knows no such clause.
    let guard = Sql::Differs {
        sqlite: "SELECT home_id, email FROM person WHERE id = $1",
        postgres: "SELECT home_id, email FROM person WHERE id = $1 FOR NO KEY UPDATE",
    };
    tx.query(guard).bind(person).fetch_optional().await
}

/// Where somebody's account is kept.
pub async fn find_home(tx: &mut Tx, person: PersonId) -> Result<Option<OrganisationId>> {
    let row: Option<(OrganisationId,)> = tx.query("SELECT home_id FROM person WHERE id = $1").bind(person).fetch_optional().await?;
    Ok(row.map(|(home,)| home))
}

/// Another address, by which they come in.
pub async fn update_email(tx: &mut Tx, person: PersonId, email: &str) -> Result<u64> {
    tx.query("UPDATE person SET email = $2 WHERE id = $1").bind(person).bind(email.to_owned()).execute().await
}

/// The groups of an organisation that somebody is in.
pub async fn list_groups(tx: &mut Tx, organisation: OrganisationId, person: PersonId) -> Result<Vec<(ConversationId,)>> {
    tx.query(
        "SELECT c.id FROM membership m JOIN conversation c ON c.id = m.conversation_id
         WHERE m.person_id = $2 AND m.left_at IS NULL AND c.organisation_id = $1 AND c.kind <> 'direct' ORDER BY c.id",
    )
    .bind(organisation)
    .bind(person)
    .fetch_all()
    .await
}
