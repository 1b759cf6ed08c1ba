//! Plain forms on their way back to their page.

use platform::db::{Result, Tx};
use uuid::Uuid;

use crate::access::{DeviceId, Timestamp};

/// A form as it is kept.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Flash {
    pub id: Uuid,
    pub browser: String,
    pub nth: i64,
    pub device_id: Option<DeviceId>,
    pub over_lock: bool,
    pub said: String,
    pub until_at: Timestamp,
}

/// Keeps a form.
pub async fn insert_flash(tx: &mut Tx, flash: &Flash) -> Result<u64> {
    tx.query("INSERT INTO flash (id, browser, nth, device_id, over_lock, said, until_at) VALUES ($1, $2, $3, $4, $5, $6, $7)")
        .bind(flash.id)
        .bind(flash.browser.clone())
        .bind(flash.nth)
        .bind(flash.device_id)
        .bind(flash.over_lock)
        .bind(flash.said.clone())
        .bind(flash.until_at)
        .execute()
        .await
}

/// What waits for a browser, the oldest first.
pub async fn list_flashes(tx: &mut Tx, browser: &str, now: Timestamp) -> Result<Vec<Flash>> {
    tx.query(
        "SELECT id, browser, nth, device_id, over_lock, said, until_at FROM flash WHERE browser = $1 AND until_at > $2 ORDER BY nth, id",
    )
    .bind(browser.to_owned())
    .bind(now)
    .fetch_all()
    .await
}

/// A browser's page has shown it.
pub async fn delete_flash(tx: &mut Tx, browser: &str, id: Uuid) -> Result<u64> {
    tx.query("DELETE FROM flash WHERE id = $1 AND browser = $2").bind(id).bind(browser.to_owned()).execute().await
}

/// Of strangers' forms only so many wait: those that go soonest anyway make room.
pub async fn forget_strangers_flashes(tx: &mut Tx, most: i64) -> Result<u64> {
    tx.query(
        "DELETE FROM flash WHERE device_id IS NULL
           AND id NOT IN (SELECT id FROM flash WHERE device_id IS NULL ORDER BY until_at DESC LIMIT $1)",
    )
    .bind(most)
    .execute()
    .await
}

/// Forgets those whose time is over.
pub async fn forget_flashes(tx: &mut Tx, now: Timestamp) -> Result<u64> {
    tx.query("DELETE FROM flash WHERE until_at <= $1").bind(now).execute().await
}
