//! Plain forms on their way back to the page that shows what was typed and what is wrong with it, on whichever server that is drawn.

use platform::secret::digest;
use uuid::Uuid;

use crate::access::{DeviceId, Outcome, Timestamp, World};
use crate::account::store;
use crate::audit::NotAudited;

/// How long a form waits for its page, in milliseconds.
pub const FLASH_MILLIS: i64 = 60_000;
/// How long one waits that was posted from behind the lock: the PIN may be wrong at first, and another page read before.
const OVER_LOCK_MILLIS: i64 = 15 * 60_000;
/// How many wait for one browser.
const MOST_OF_ONE: usize = 8;
/// How many of strangers wait at once, who can post as much as they like.
const MOST_OF_STRANGERS: i64 = 1000;

/// Whose a form is: a session's device; without one, the browser that a cookie of ours tells apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Browser {
    /// Of somebody who has come in.
    Device(DeviceId),
    /// The token in a stranger's cookie.
    Stranger(String),
}

impl Browser {
    /// As it is kept: a token itself is not.
    fn key(&self) -> String {
        match self {
            Self::Device(device) => digest(&device.to_string()),
            Self::Stranger(token) => digest(token),
        }
    }

    fn device(&self) -> Option<DeviceId> {
        if let Self::Device(device) = self { Some(*device) } else { None }
    }
}

/// What a form said, as the web layer wrote it down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flash {
    /// Which.
    pub id: Uuid,
    /// The later it was posted the more.
    pub nth: i64,
    /// Sealed while it lies in the database: somebody typed it.
    pub said: String,
    /// Whether it was posted from behind the lock: until that is open it is for no page.
    pub over_lock: bool,
}

/// What waits for a browser, the oldest first.
pub async fn list_flashes(world: &World, browser: &Browser) -> Outcome<Vec<Flash>> {
    let mut tx = world.db.read().await?;
    let rows = store::list_flashes(&mut tx, &browser.key(), world.now()).await?;
    // Sealed with another key means: from before the key was changed.
    let opened = |row: store::Flash| {
        let said = String::from_utf8(world.secret.open(&row.said).ok()?).ok()?;
        Some(Flash { id: row.id, nth: row.nth, said, over_lock: row.over_lock })
    };
    Ok(rows.into_iter().filter_map(opened).collect())
}

/// Keeps what a form said until its page has shown it. Pressed twice, it still was typed once; of more than a handful the oldest goes,
/// last of all what was posted from behind the lock: nobody has seen yet that it was refused.
pub async fn keep_flash(world: &World, browser: &Browser, said: &str, over_lock: bool) -> Outcome<()> {
    let mut waiting = list_flashes(world, browser).await?;
    let nth = waiting.last().map_or(0, |flash| flash.nth + 1);
    let key = browser.key();
    let mut tx = world.db.write().await?;
    for same in waiting.extract_if(.., |flash| flash.said == said) {
        store::delete_flash(&mut tx, &key, same.id).await?;
    }
    if waiting.len() >= MOST_OF_ONE
        && let Some(oldest) = waiting.iter().find(|flash| !flash.over_lock).or(waiting.first())
    {
        store::delete_flash(&mut tx, &key, oldest.id).await?;
    }
    if browser.device().is_none() {
        store::forget_strangers_flashes(&mut tx, MOST_OF_STRANGERS - 1).await?;
    }
    let until_at: Timestamp = world.now().plus(if over_lock { OVER_LOCK_MILLIS } else { FLASH_MILLIS });
    let said = world.secret.seal(said.as_bytes());
    let row = store::Flash { id: world.id(), browser: key, nth, device_id: browser.device(), over_lock, said, until_at };
    store::insert_flash(&mut tx, &row).await?;
    world.commit(tx, SHOWN_ONCE, &[]).await
}

/// A page has shown it: no other one does.
pub async fn end_flash(world: &World, browser: &Browser, id: Uuid) -> Outcome<()> {
    let mut tx = world.db.write().await?;
    store::delete_flash(&mut tx, &browser.key(), id).await?;
    world.commit(tx, SHOWN_ONCE, &[]).await
}

const SHOWN_ONCE: NotAudited = NotAudited("what a form said is shown once and forgotten");
