//! Coming in and staying in, verb by verb.

mod arrive;
mod devices;
mod enter;
mod letter;
mod unlock;

pub use arrive::{arrival, me, save_profile, save_settings, write_profile};
pub use devices::{list_devices, lock, queue_key, sign_out, sign_out_device, sign_out_everywhere, standing, tidy};
pub use enter::{Asked, Entered, Seen, enter_code, request_code};
pub use letter::{Letter, MAIL, letter};
pub use unlock::{set_pin, unlock};
