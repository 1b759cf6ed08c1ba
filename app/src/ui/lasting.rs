//! A view that keeps its signals for as long as it is on the page, and its elements for as long as it is about the same.

use leptos::prelude::*;

/// Draws inside a `Suspend` that may run again, on behalf of `screen`; anew for another `about`.
///
/// A `Suspend` that runs again lets go of its signals at once, but a `Transition` leaves the old view on the page until
/// the new one is there: without signals of its own the old view would panic at the first change. And the new view
/// would take over the old one's elements, with what was typed into them.
pub fn lasting<V: IntoView + 'static>(screen: &Owner, about: String, draw: impl Fn() -> V + Clone + Send + 'static) -> AnyView {
    screen.with(move || view! { <For each=move || [about.clone()] key=String::clone children=move |_| draw() /> }.into_any())
}
