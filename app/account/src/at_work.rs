//! Who is at work.

use domain::account::model::Me;
use domain::account::settings::Settings;
use domain::organisation::model::{Feature, Features};
use leptos::prelude::*;

/// Who is at work on this device. Every screen inside the frame finds it in the context.
#[derive(Clone, Copy, Debug)]
pub struct AtWork {
    /// The person, the device and the organisation.
    pub me: RwSignal<Me>,
    /// The person's settings, as they are now.
    pub settings: RwSignal<Settings>,
}

impl AtWork {
    /// What their organisation has not switched off, as this page was told.
    pub fn features(self) -> Features {
        self.me.with_untracked(|me| me.features.clone())
    }

    /// Whether this is on.
    pub fn has(self, feature: Feature) -> bool {
        self.me.with_untracked(|me| me.features.has(feature))
    }
}
