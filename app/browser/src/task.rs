//! Work that waits for something.

/// Goes on whatever is on the page: for what touches only state that lives as long as the app.
#[expect(clippy::disallowed_methods, reason = "the one place: everybody else says what happens when the part has gone")]
pub fn for_app(task: impl Future<Output = ()> + 'static) {
    leptos::task::spawn_local(task);
}
