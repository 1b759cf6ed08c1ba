//! SQL of the scopes that are no one feature's: an organisation's row and a person's, each held until the transaction ends.
//!
//! A person's is locked and read by one statement: of a single row, PostgreSQL answers with what it is when the lock is had.

use platform::db::{Result, Sql, Tx};

use super::{Level, NetworkId, OrganisationId, PersonId, Timestamp};

// SQLite writes one at a time, and knows no such clause.
const HOLD_ORGANISATION: Sql = Sql::Differs {
    sqlite: "SELECT network_id FROM organisation WHERE id = $1",
    postgres: "SELECT network_id FROM organisation WHERE id = $1 FOR NO KEY UPDATE",
};
const HOLD_PERSON: Sql = Sql::Differs {
    sqlite: "SELECT profiled_at FROM person WHERE id = $1 AND left_at IS NULL",
    postgres: "SELECT profiled_at FROM person WHERE id = $1 AND left_at IS NULL FOR NO KEY UPDATE",
};

/// Somebody who has not left.
#[derive(sqlx::FromRow)]
pub struct Person {
    /// When they first said who they are.
    pub profiled_at: Option<Timestamp>,
}

/// Keeps everybody else who changes something of an organisation waiting until this is done.
pub async fn hold_organisation(tx: &mut Tx, organisation: OrganisationId) -> Result<()> {
    tx.query(HOLD_ORGANISATION).bind(organisation).fetch_optional::<(NetworkId,)>().await.map(drop)
}

/// With which power somebody stands in an organisation: as one of its own people, or as an admin of its network. Nothing for those who
/// have nothing to do with it.
pub async fn find_level(tx: &mut Tx, person: PersonId, organisation: OrganisationId, now: Timestamp) -> Result<Option<Level>> {
    let levels: Vec<(Level,)> = tx
        .query(
            "SELECT a.level FROM affiliation a JOIN organisation mine ON mine.id = a.organisation_id JOIN organisation it ON it.id = $2
             WHERE a.person_id = $1 AND a.from_at <= $3 AND a.until_at > $3
               AND (mine.id = it.id OR (a.level = 'network_admin' AND mine.network_id = it.network_id))",
        )
        .bind(person)
        .bind(organisation)
        .bind(now)
        .fetch_all()
        .await?;
    // One of its own people who is its network's admin stands there twice: with the greater power.
    Ok(levels.into_iter().map(|(level,)| level).max())
}

/// Holds somebody's row; nothing if they left.
pub async fn hold_person(tx: &mut Tx, person: PersonId) -> Result<Option<Person>> {
    tx.query(HOLD_PERSON).bind(person).fetch_optional().await
}
