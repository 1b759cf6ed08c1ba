//! What people type that has a form of its own: days, times and telephone numbers, each parsed at the door with words that say
//! what to change. Both sides read it by the same rule.

mod day;
mod phone;
mod time;

pub use day::{Day, TypedDay};
pub use phone::phone;
pub use time::TimeOfDay;
