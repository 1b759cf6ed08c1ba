//! What people choose for themselves, and the devices they are signed in on.

mod devices;
mod leave;
mod look;
mod pin;

pub use devices::DevicesScreen;
pub use look::SettingsScreen;
pub use pin::ChangePinScreen;
