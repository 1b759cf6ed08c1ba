//! Coming in, staying in, and being locked out in time.
//!
//! Address → code → (the first time: profile → PIN) → at work; afterwards only the PIN. Every screen is a plain form
//! that works before and without WASM; what stops you from going further is the server, never a screen.

// A view is one deep type.
#![recursion_limit = "512"]

pub mod api;
mod at_work;
mod code;
mod leaving;
mod lock;
mod lock_watch;
mod pin;
mod profile;
mod sign_in;
mod tabs;
mod unlock;
#[cfg(feature = "ssr")]
pub mod visit;

pub use at_work::AtWork;
pub use code::{CodeScreen, NO_COOKIES};
pub use leaving::SureToSignOut;
pub use lock::LockScreen;
pub use lock_watch::{LockWatch, turned_away};
pub use pin::PinScreen;
pub use profile::{ProfileForm, ProfileScreen};
pub use sign_in::SignInScreen;
pub use tabs::{Tabs, Word};
pub use unlock::UnlockScreen;
