//! Devices: their PIN, their lock, and when they were last seen.

use platform::db::{Result, Tx, portions};

use crate::access::{DeviceId, PersonId, Timestamp};
use crate::account::model::{Device, PIN_LONGEST_WAIT_MILLIS};

/// A device somebody has just signed in on.
#[derive(Clone, Debug)]
pub struct NewDevice {
    pub id: DeviceId,
    pub person: PersonId,
    pub name: String,
    pub version: String,
    pub queue_key: String,
}

/// Keeps a new device, locked and without a PIN.
pub async fn insert_device(tx: &mut Tx, device: &NewDevice, now: Timestamp) -> Result<u64> {
    tx.query(
        "INSERT INTO device (id, person_id, name, version, queue_key, active_at, seen_at, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $6, $6)",
    )
    .bind(device.id)
    .bind(device.person)
    .bind(device.name.clone())
    .bind(device.version.clone())
    .bind(device.queue_key.clone())
    .bind(now)
    .execute()
    .await
}

/// Sets the PIN of a device that has none, and opens it.
pub async fn set_pin(tx: &mut Tx, device: DeviceId, hash: &str, now: Timestamp) -> Result<u64> {
    tx.query(
        "UPDATE device SET pin_hash = $2, locked = FALSE, active_at = $3, seen_at = $3, unlocked_at = $3
         WHERE id = $1 AND pin_hash IS NULL AND revoked_at IS NULL",
    )
    .bind(device)
    .bind(hash.to_owned())
    .bind(now)
    .execute()
    .await
}

/// A device's PIN and how often it was guessed at.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Pin {
    pub pin_hash: Option<String>,
    pub pin_tries: i64,
    pub pin_wait: Timestamp,
}

/// Counts a try before the PIN is looked at: parallel guesses from other tabs are all counted, and wait. A wait longer
/// than any there is comes from a clock that was set back, and does not count.
pub async fn try_pin(tx: &mut Tx, device: DeviceId, most: i64, now: Timestamp) -> Result<Option<Pin>> {
    tx.query(
        "UPDATE device SET pin_tries = pin_tries + 1
         WHERE id = $1 AND revoked_at IS NULL AND pin_hash IS NOT NULL AND pin_tries < $2 AND (pin_wait <= $3 OR pin_wait > $4)
         RETURNING pin_hash, pin_tries, pin_wait",
    )
    .bind(device)
    .bind(most)
    .bind(now)
    .bind(now.plus(PIN_LONGEST_WAIT_MILLIS))
    .fetch_optional()
    .await
}

/// No try is looked at before `until`.
pub async fn update_pin_wait(tx: &mut Tx, device: DeviceId, until: Timestamp) -> Result<u64> {
    tx.query("UPDATE device SET pin_wait = $2 WHERE id = $1").bind(device).bind(until).execute().await
}

/// How a device's PIN stands.
pub async fn find_pin(tx: &mut Tx, device: DeviceId) -> Result<Option<Pin>> {
    tx.query("SELECT pin_hash, pin_tries, pin_wait FROM device WHERE id = $1 AND revoked_at IS NULL").bind(device).fetch_optional().await
}

/// Opens a device after the right PIN.
pub async fn open_device(tx: &mut Tx, device: DeviceId, name: &str, version: &str, now: Timestamp) -> Result<u64> {
    tx.query(
        "UPDATE device SET pin_tries = 0, pin_wait = 0, locked = FALSE, active_at = $2, seen_at = $2, unlocked_at = $2, name = $3, version = $4
         WHERE id = $1 AND revoked_at IS NULL AND pin_hash IS NOT NULL",
    )
    .bind(device)
    .bind(now)
    .bind(name.to_owned())
    .bind(version.to_owned())
    .execute()
    .await
}

/// Gives an open device another PIN, after the present one was right.
pub async fn update_pin(tx: &mut Tx, device: DeviceId, hash: &str) -> Result<u64> {
    tx.query(
        "UPDATE device SET pin_hash = $2, pin_tries = 0, pin_wait = 0
         WHERE id = $1 AND revoked_at IS NULL AND locked = FALSE AND pin_hash IS NOT NULL",
    )
    .bind(device)
    .bind(hash.to_owned())
    .execute()
    .await
}

/// Locks a device.
pub async fn lock_device(tx: &mut Tx, device: DeviceId, now: Timestamp) -> Result<u64> {
    tx.query("UPDATE device SET locked = TRUE, seen_at = $2 WHERE id = $1 AND revoked_at IS NULL").bind(device).bind(now).execute().await
}

/// Writes down that somebody is at work on an open device.
pub async fn touch_device(tx: &mut Tx, device: DeviceId, active: Timestamp) -> Result<u64> {
    // Two servers may write it in any order: it only goes forward.
    tx.query("UPDATE device SET active_at = $2, seen_at = $2 WHERE id = $1 AND locked = FALSE AND revoked_at IS NULL AND active_at < $2")
        .bind(device)
        .bind(active)
        .execute()
        .await
}

/// Somebody's devices that are signed in, last seen first.
pub async fn list_devices(tx: &mut Tx, person: PersonId, oldest: Timestamp) -> Result<Vec<Device>> {
    tx.query(
        "SELECT id, name, version, seen_at, created_at FROM device
         WHERE person_id = $1 AND revoked_at IS NULL AND created_at > $2 ORDER BY seen_at DESC, id LIMIT 100",
    )
    .bind(person)
    .bind(oldest)
    .fetch_all()
    .await
}

/// Signs out one device of this person, if it is theirs.
pub async fn revoke_device(tx: &mut Tx, person: PersonId, device: DeviceId, now: Timestamp) -> Result<u64> {
    tx.query("UPDATE device SET revoked_at = $3, locked = TRUE WHERE id = $1 AND person_id = $2 AND revoked_at IS NULL")
        .bind(device)
        .bind(person)
        .bind(now)
        .execute()
        .await
}

/// Signs out every device of this person; returns which.
pub async fn revoke_devices(tx: &mut Tx, person: PersonId, now: Timestamp) -> Result<Vec<(DeviceId,)>> {
    tx.query("UPDATE device SET revoked_at = $2, locked = TRUE WHERE person_id = $1 AND revoked_at IS NULL RETURNING id")
        .bind(person)
        .bind(now)
        .fetch_all()
        .await
}

/// The devices that somebody is signed in on.
pub async fn list_devices_of(tx: &mut Tx, person: PersonId) -> Result<Vec<(DeviceId,)>> {
    tx.query("SELECT id FROM device WHERE person_id = $1 AND revoked_at IS NULL").bind(person).fetch_all().await
}

const SHUT: (&str, usize, &str) = (
    "SELECT d.id FROM device d JOIN person p ON p.id = d.person_id WHERE (d.revoked_at IS NOT NULL OR d.locked OR p.left_at IS NOT NULL) AND d.id IN (VALUES",
    1,
    ")",
);

/// Which of these are locked, signed out, or somebody's who left.
pub async fn list_shut(tx: &mut Tx, devices: &[DeviceId]) -> Result<Vec<DeviceId>> {
    let mut shut = Vec::new();
    for some in portions(devices) {
        let query = tx.query_rows(SHUT, some.len());
        let found = some.iter().fold(query, |query, device| query.bind(*device)).fetch_all::<(DeviceId,)>().await?;
        shut.extend(found.into_iter().map(|(device,)| device));
    }
    Ok(shut)
}

/// The sealed key of a device's unsent queue.
pub async fn find_queue_key(tx: &mut Tx, person: PersonId, device: DeviceId) -> Result<Option<(String,)>> {
    tx.query("SELECT queue_key FROM device WHERE id = $1 AND person_id = $2 AND revoked_at IS NULL")
        .bind(device)
        .bind(person)
        .fetch_optional()
        .await
}
