//! A view that keeps its signals for as long as it is on the page.

use leptos::prelude::*;
use leptos::tachys::reactive_graph::OwnedView;

/// Draws inside a `Suspend` that runs again, as a child of `screen`.
///
/// A `Suspend` that runs again lets go of its signals at once, but a `Transition` leaves the old view on the page until
/// the new one is there. Without signals of its own that view would panic at the first change.
pub fn lasting<V: IntoView + 'static>(screen: &Owner, draw: impl FnOnce() -> V) -> AnyView {
    // The server draws once, and what it draws may be needed until the page is written.
    let owner = if is_browser() { Some(screen.child()) } else { Owner::current() };
    let owner = owner.unwrap_or_else(|| screen.clone());
    let view = owner.with(draw);
    OwnedView::new_with_owner(view.into_any(), owner).into_any()
}
