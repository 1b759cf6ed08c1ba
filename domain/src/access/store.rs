//! SQL of the scopes that are no one feature's: an organisation's row and a person's, each held until the transaction ends.
//!
//! One statement locks and reads: of a single row, PostgreSQL answers with what it is when the lock is had.

use platform::db::{Result, Sql, Tx};

use super::{NetworkId, OrganisationId, PersonId, Timestamp};

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

/// Holds an organisation; in which network it is.
pub async fn hold_organisation(tx: &mut Tx, organisation: OrganisationId) -> Result<Option<NetworkId>> {
    let row = tx.query(HOLD_ORGANISATION).bind(organisation).fetch_optional::<(NetworkId,)>().await?;
    Ok(row.map(|(network,)| network))
}

/// Holds somebody's row; nothing if they left.
pub async fn hold_person(tx: &mut Tx, person: PersonId) -> Result<Option<Person>> {
    tx.query(HOLD_PERSON).bind(person).fetch_optional().await
}
