//! Sessions: what a browser's cookie leads to.

use platform::db::{Result, Tx};

use crate::access::{DeviceId, Level, NetworkId, OrganisationId, PersonId, Timestamp};

/// A session as it is kept.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Session {
    pub id: String,
    pub device_id: Option<DeviceId>,
    pub data: String,
    pub expires_at: Timestamp,
}

/// Keeps a new session; touches nothing when the id is taken.
pub async fn insert_session(tx: &mut Tx, session: &Session) -> Result<u64> {
    tx.query("INSERT INTO session (id, device_id, data, expires_at) VALUES ($1, $2, $3, $4) ON CONFLICT (id) DO NOTHING")
        .bind(session.id.clone())
        .bind(session.device_id)
        .bind(session.data.clone())
        .bind(session.expires_at)
        .execute()
        .await
}

/// Keeps what changed in a session. One that was ended meanwhile stays ended.
pub async fn update_session(tx: &mut Tx, session: &Session) -> Result<u64> {
    tx.query("UPDATE session SET device_id = $2, data = $3, expires_at = $4 WHERE id = $1")
        .bind(session.id.clone())
        .bind(session.device_id)
        .bind(session.data.clone())
        .bind(session.expires_at)
        .execute()
        .await
}

/// A session that has not expired.
pub async fn find_session(tx: &mut Tx, id: &str, now: Timestamp) -> Result<Option<Session>> {
    tx.query("SELECT id, device_id, data, expires_at FROM session WHERE id = $1 AND expires_at > $2")
        .bind(id.to_owned())
        .bind(now)
        .fetch_optional()
        .await
}

/// Ends a session.
pub async fn delete_session(tx: &mut Tx, id: &str) -> Result<u64> {
    tx.query("DELETE FROM session WHERE id = $1").bind(id.to_owned()).execute().await
}

/// Ends every session on a device.
pub async fn delete_sessions_on(tx: &mut Tx, device: DeviceId) -> Result<u64> {
    tx.query("DELETE FROM session WHERE device_id = $1").bind(device).execute().await
}

/// Forgets sessions that expired.
pub async fn forget_sessions(tx: &mut Tx, now: Timestamp) -> Result<u64> {
    tx.query("DELETE FROM session WHERE expires_at < $1").bind(now).execute().await
}

/// Everything that decides how far somebody has come in.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Seat {
    pub device: DeviceId,
    pub person: PersonId,
    pub organisation: OrganisationId,
    pub network: NetworkId,
    pub level: Level,
    pub profiled_at: Option<Timestamp>,
    pub has_pin: bool,
    pub locked: bool,
    pub active_at: Timestamp,
    pub unlocked_at: Timestamp,
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
}

/// Where the browser with this session stands; nothing for a revoked device, or for somebody who belongs nowhere. They act for their
/// home; where they belong to that no longer, for the one they have belonged to longest.
pub async fn find_seat(tx: &mut Tx, session: &str, now: Timestamp) -> Result<Option<Seat>> {
    tx.query(
        "SELECT d.id AS device, p.id AS person, o.id AS organisation, o.network_id AS network, a.level, p.profiled_at,
           (d.pin_hash IS NOT NULL) AS has_pin, d.locked, d.active_at, d.unlocked_at, d.created_at, s.expires_at
         FROM session s JOIN device d ON d.id = s.device_id JOIN person p ON p.id = d.person_id
           JOIN affiliation a ON a.person_id = p.id AND a.from_at <= $2 AND a.until_at > $2
           JOIN organisation o ON o.id = a.organisation_id
         WHERE s.id = $1 AND d.revoked_at IS NULL AND p.left_at IS NULL
         ORDER BY CASE WHEN a.organisation_id = p.home_id THEN 0 ELSE 1 END, a.from_at, a.organisation_id LIMIT 1",
    )
    .bind(session.to_owned())
    .bind(now)
    .fetch_optional()
    .await
}
