//! Sessions for whoever holds the cookie: kept under the digest of their token.

use crate::access::{DeviceId, Outcome, Timestamp, World};
use crate::account::door::SessionKey;
use crate::account::store;

/// A session as the web layer sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Whose cookie leads here.
    pub key: SessionKey,
    /// The device that signed in; nothing before.
    pub device: Option<DeviceId>,
    /// What else is remembered, as JSON; sealed while it lies in the database (it names an email address).
    pub data: String,
    /// When it ends whatever happens.
    pub expires_at: Timestamp,
}

impl Session {
    fn row(&self, world: &World) -> store::Session {
        let data = world.secret.seal(self.data.as_bytes());
        store::Session { id: self.key.as_str().into(), device_id: self.device, data, expires_at: self.expires_at }
    }
}

/// Keeps a new session; false when its key is taken.
pub async fn create_session(world: &World, session: &Session) -> Outcome<bool> {
    let mut tx = world.db.write().await?;
    let kept = store::insert_session(&mut tx, &session.row(world)).await?;
    tx.commit().await?;
    Ok(kept == 1)
}

/// Keeps what changed in a session; one that was ended meanwhile stays ended.
pub async fn save_session(world: &World, session: &Session) -> Outcome<()> {
    let mut tx = world.db.write().await?;
    store::update_session(&mut tx, &session.row(world)).await?;
    Ok(tx.commit().await?)
}

/// A session that has not expired.
pub async fn find_session(world: &World, key: &SessionKey) -> Outcome<Option<Session>> {
    let mut tx = world.db.read().await?;
    let row = store::find_session(&mut tx, key.as_str(), world.now()).await?;
    // Sealed with another key means: from before the key was changed. Such a session has ended.
    let opened = row.and_then(|row| Some((String::from_utf8(world.secret.open(&row.data).ok()?).ok()?, row)));
    Ok(opened.map(|(data, row)| Session { key: key.clone(), device: row.device_id, data, expires_at: row.expires_at }))
}

/// Ends a session.
pub async fn end_session(world: &World, key: &SessionKey) -> Outcome<()> {
    let mut tx = world.db.write().await?;
    store::delete_session(&mut tx, key.as_str()).await?;
    let (standings, key) = (world.door.standings.clone(), key.clone());
    // In the task that commits: whoever hangs up now is not remembered as open.
    Ok(tx.commit_then(move || standings.forget(&key)).await?)
}
