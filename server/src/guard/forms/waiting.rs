//! What waits until its page is opened, as it is kept: in the database, for the page may be drawn by another server.

use call::flash::{Flash, Waiting};
use domain::access::World;
use domain::account::actions::{self, Browser};
use uuid::Uuid;

/// Forms on their way back to their page.
pub struct Flashes(World);

/// What waits for one browser, the oldest first.
#[derive(Debug, Default)]
pub struct Waits {
    pub forms: Vec<Waiting>,
    /// By these they are kept.
    pub ids: Vec<Uuid>,
}

impl Waits {
    pub fn is_empty(&self) -> bool {
        self.forms.is_empty()
    }
}

impl Flashes {
    /// Of this world.
    pub fn new(world: World) -> Self {
        Self(world)
    }

    /// A browser nobody has seen.
    pub fn stranger(&self) -> Browser {
        Browser::Stranger(Uuid::from_bytes(self.0.chance.bytes()).simple().to_string())
    }

    /// What waits for a browser. Where it cannot be had, its page comes all the same.
    pub async fn of(&self, browser: &Browser) -> Waits {
        let kept = actions::list_flashes(&self.0, browser).await;
        let kept = kept.inspect_err(|failure| tracing::warn!(%failure, "what plain forms said could not be read")).unwrap_or_default();
        // Of a newer program perhaps.
        let read = kept.into_iter().filter_map(|flash| Some((serde_json::from_str(&flash.said).ok()?, flash.id)));
        let (forms, ids) = read.unzip();
        Waits { forms, ids }
    }

    /// Keeps a form until its page takes it.
    pub async fn keep(&self, browser: &Browser, flash: Flash, page: Option<String>, over_lock: bool) {
        let Ok(said) = serde_json::to_string(&Waiting { flash, page, over_lock }) else { return };
        if let Err(failure) = actions::keep_flash(&self.0, browser, &said, over_lock).await {
            tracing::warn!(%failure, "what a plain form said could not be kept");
        }
    }

    /// A page shows it.
    pub async fn end(&self, browser: &Browser, id: Uuid) {
        if let Err(failure) = actions::end_flash(&self.0, browser, id).await {
            tracing::warn!(%failure, "what a plain form said is shown, and could not be forgotten");
        }
    }
}
