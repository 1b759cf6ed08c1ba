//! What people write: what of it is seen, how long it is, where it may be cut, how it stands beside other text.
//!
//! - Words: *unseen* (shows nothing by itself), *blank* (nothing of it is seen), *turning* (changes the direction of
//!   what stands around it), *line* (a name or title: one line, all of it seen).
//! - One count on both sides: [`length`]. A browser's `maxlength` counts otherwise, so no text of people has one.
//! - Nobody's text turns what stands beside it: in elements by `<bdi>` or `dir="auto"`, in sentences by [`isolated`], in lists by [`joined`].

mod line;
mod unseen;

#[cfg(feature = "server")]
mod exact;
#[cfg(any(test, not(feature = "server")))]
mod near;

#[cfg(feature = "server")]
pub use exact::cut;
pub use line::line;
#[cfg(not(feature = "server"))]
pub use near::cut;
pub use unseen::{is_blank, is_turning, is_unseen, isolated, joined, straight};

/// How long a text is: in Unicode scalar values, on the server, in the browser and in the database alike.
pub fn length(text: &str) -> usize {
    text.chars().count()
}
