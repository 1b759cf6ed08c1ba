//! Coming in and staying in, verb by verb.

mod arrive;
mod devices;
mod enter;
mod flashes;
mod letter;
mod seen;
mod sessions;
mod unlock;

pub use arrive::{arrival, me, save_profile, save_settings, write_profile};
pub use devices::{list_devices, lock, look_at, queue_key, revoke_all, sign_out, sign_out_device, sign_out_everywhere, standing, tidy};
pub use enter::{Asked, Entered, arrive, domains_of, enter_code, organisation_of, request_code};
pub use flashes::{Browser, FLASH_MILLIS, Flash, end_flash, keep_flash, list_flashes};
pub use letter::{MAIL, deliver};
pub use seen::Seen;
pub use sessions::{Session, create_session, end_session, find_session, save_session};
pub use unlock::{change_pin, set_pin, unlock};
