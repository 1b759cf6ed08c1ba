//! What is not sent yet: whether any of it lies on this device, and what would be lost with it.

use leptos::prelude::*;

/// Where on the device it lies, sealed.
pub const UNSENT: &str = "pando.unsent";

/// Whether anything unsent lies on this device, which only its writer can read, with their PIN. Known once the page lives.
pub fn unsent_here() -> RwSignal<bool> {
    let unsent = RwSignal::new(false);
    Effect::new(move |_| unsent.set(browser::read(UNSENT).is_some()));
    unsent
}

/// What signing out would lose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Loss {
    /// Messages that are not sent.
    Messages,
    /// What somebody is writing.
    Writing,
    /// One or the other, in another tab of this browser.
    Elsewhere,
}

/// What is unsent on this page. The frame provides it.
#[derive(Clone, Copy, Debug)]
pub struct Unsent {
    /// What signing out would lose at this moment.
    pub loss: Signal<Option<Loss>>,
    /// Somebody leaves all the same: nothing asks again.
    pub give_up: Callback<()>,
}
