//! Moments, for people and for machines.

use domain::access::Timestamp;
use leptos::prelude::*;

use super::when;

/// A moment in full: "Mon 16 Nov 2026, 14:05", the same words from the server and in the browser.
#[component]
pub fn Time(
    /// When.
    at: Timestamp,
) -> impl IntoView {
    view! { <time datetime=when::machine(at)>{when::full(at)}</time> }
}
