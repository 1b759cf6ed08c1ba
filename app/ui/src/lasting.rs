//! A view that keeps its signals for as long as it is on the page, and its elements for as long as it is about the same.

use browser::IN_BROWSER;
use leptos::prelude::*;
use leptos::tachys::reactive_graph::OwnedView;

/// What a screen's `Suspend` drew last: about what, and in which of two shapes.
#[derive(Clone, Copy, Debug)]
pub struct Drawn(StoredValue<(String, bool)>);

impl Drawn {
    /// Nothing yet.
    pub fn new() -> Self {
        Self(StoredValue::new((String::new(), false)))
    }

    /// The shape for `about`: the other one whenever it is about something else.
    fn shape(self, about: String) -> bool {
        self.0.try_update_value(|(last, shape)| {
            if !last.is_empty() && *last != about {
                *shape = !*shape;
            }
            *last = about;
            *shape
        }) == Some(true)
    }
}

impl Default for Drawn {
    fn default() -> Self {
        Self::new()
    }
}

/// Draws inside a `Suspend` that may run again, as a child of `screen`; anew for another `about`.
///
/// A `Suspend` that runs again lets go of its signals at once, but a `Transition` leaves the old view on the page until
/// the new one is there: without signals of its own the old view would panic at the first change. And a new view of the
/// same shape would take over the old one's elements, with what was typed into them.
pub fn lasting<V: IntoView + 'static>(screen: &Owner, drawn: Drawn, about: String, draw: impl FnOnce() -> V) -> AnyView {
    // The server draws once, and what it draws may be needed until the page is written.
    let owner = if IN_BROWSER { Some(screen.child()) } else { Owner::current() };
    let owner = owner.unwrap_or_else(|| screen.clone());
    let other = drawn.shape(about);
    let view = owner.with(draw);
    let view = OwnedView::new_with_owner(view.into_any(), owner);
    if other { ((), view).into_any() } else { view.into_any() }
}
