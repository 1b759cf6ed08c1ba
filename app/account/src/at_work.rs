//! Who is at work.

use domain::account::model::Me;
use domain::account::settings::Settings;
use leptos::prelude::*;

/// Who is at work on this device. Every screen inside the frame finds it in the context.
#[derive(Clone, Copy, Debug)]
pub struct AtWork {
    /// The person, the device and the organisation.
    pub me: RwSignal<Me>,
    /// The person's settings, as they are now.
    pub settings: RwSignal<Settings>,
}
