//! How long nobody has done anything.

use js_sys::Date;

/// Milliseconds on this device's clock.
#[expect(clippy::cast_possible_truncation, reason = "whole milliseconds, far below 2^53")]
pub fn millis() -> i64 {
    Date::now() as i64
}
