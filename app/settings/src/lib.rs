//! What people choose for themselves, and the devices they are signed in on.

// A view is one deep type.
#![recursion_limit = "512"]

mod choosing;
mod devices;
mod leave;
mod look;
mod pin;
mod profile;
mod section;

pub use devices::DevicesScreen;
pub use look::SettingsScreen;
pub use pin::ChangePinScreen;
pub use profile::ChangeProfileScreen;
