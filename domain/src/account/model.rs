//! The rules of coming in: addresses, codes, PINs, profiles. The same on both sides.

use serde::{Deserialize, Serialize};

use crate::access::{DeviceId, Failure, Level, Timestamp};
use crate::account::settings::Settings;
use crate::organisation::model::Features;
use crate::{deeds, text};

pub mod body;
mod typed;

pub use body::Body;
pub use typed::{code, email, new_pin, pin};

/// Digits of a one-time code: 2^26 > 2^20 possibilities (ASVS 5.0, 6.5.4).
pub const CODE_DIGITS: usize = 8;
/// How long an enrolment code lives: 24 h (NIST SP 800-63A).
pub const ENROLMENT_MILLIS: i64 = 24 * 60 * 60 * 1000;
/// How long a sign-in code lives: 10 minutes (ASVS 5.0, 6.5.5).
pub const SIGN_IN_MILLIS: i64 = 10 * 60 * 1000;
/// Wrong tries after which a code is void.
// Five guesses at one of a hundred million.
pub const CODE_TRIES: i64 = 5;
/// Codes that one browser may ask for in an hour; as many are sent for one address to all newcomers of one network, …
pub const CODES_PER_HOUR: usize = 3;
/// … and to so many of the whole world: a mailbox is no target, and few guesses at a person are.
pub const BROWSERS_PER_HOUR: usize = 30;
/// Wrong PINs from which the delay grows.
pub const PIN_DELAY_FROM: i64 = 5;
/// Wrong PINs at which the device is signed out.
// Cyber Essentials: locked after ten attempts at most.
pub const PIN_TRIES: i64 = 10;
/// How long somebody stays signed in on a device before a code by email is asked again: 30 days (NIST SP 800-63B, AAL1).
pub const SIGNED_IN_MILLIS: i64 = 30 * 24 * 60 * 60 * 1000;
/// How long somebody who proved their address has for the profile and the PIN: 1 h. Until then no PIN guards the device.
pub const ARRIVING_MILLIS: i64 = 60 * 60 * 1000;
/// How long a device stays open at most before its PIN is asked, however busy it is: 12 h.
pub const PIN_EVERY_MILLIS: i64 = 12 * 60 * 60 * 1000;
/// The longest a PIN has to wait, after the ninth wrong one: 4 minutes.
pub const PIN_LONGEST_WAIT_MILLIS: i64 = 240_000;
/// The longest name, role, grade or specialty, counted as [`length`](crate::text::length) does.
pub const LONGEST_LINE: usize = 80;
/// How long before the idle lock the person is warned (WCAG 2.2, 2.2.1).
pub const LOCK_WARNING_SECONDS: i64 = 20;

/// How long the next PIN is not looked at after `wrong` wrong ones: 0 below the fifth, then 15 s, 30 s, 1, 2, 4 min.
pub fn pin_delay_seconds(wrong: i64) -> i64 {
    if wrong < PIN_DELAY_FROM { 0 } else { 15 << (wrong - PIN_DELAY_FROM).min(4) }
}

deeds!(
    /// A thing to do to what is one's own, which is decided with one's row held.
    Deed, deed {
        /// Say who one is.
        Introduce,
    }
);

/// The permission table of what is one's own: nobody else gets as far as asking.
pub fn allows(deed: Deed) -> bool {
    match deed {
        Deed::Introduce => true,
    }
}

/// What somebody says of themselves when they first come in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Profile {
    /// "Asha Patel".
    pub name: String,
    /// "Staff nurse".
    pub role: String,
    /// "Band 6".
    pub grade: String,
    /// "Respiratory medicine".
    pub specialty: String,
    /// Where they work; the site follows from it.
    pub ward: String,
    /// Key of the registration body.
    pub body: String,
    /// The number there.
    pub registration: String,
}

impl Profile {
    /// The profile in the form we keep, or everything there is to change about it, in the form's order.
    pub fn checked(&self) -> Result<Self, Vec<Failure>> {
        let mut wrong = Vec::new();
        let mut line = |field: &str, typed: &str, needed: Option<&str>| match text::line(field, typed, LONGEST_LINE, needed) {
            Ok(text) => text,
            Err(failure) => {
                wrong.push(failure);
                String::new()
            }
        };
        let name = line("name", &self.name, Some("Enter your first and last name."));
        let role = line("role", &self.role, Some("Enter what you do, like Staff nurse."));
        let grade = line("grade", &self.grade, Some("Enter your grade or band."));
        let specialty = line("specialty", &self.specialty, None);
        let ward = line("ward", &self.ward, None);
        // Nobody is taken for unregistered because they passed it over.
        let body = Body::from_key(&self.body);
        let registration = match body {
            None => Err(Failure::invalid("body", "Choose who registers you.")),
            Some(body) => body.registration(&self.registration),
        };
        match registration {
            Ok(registration) if wrong.is_empty() => {
                Ok(Self { name, role, grade, specialty, ward, body: body.unwrap_or_default().key().into(), registration })
            }
            Ok(_) => Err(wrong),
            Err(failure) => {
                wrong.push(failure);
                Err(wrong)
            }
        }
    }
}

/// What the screens of coming in know of whoever stands before them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Arrival {
    /// The address the code went to; shown to nobody else.
    pub email_hint: String,
    /// Whether they have to say who they are (else only the PIN is missing).
    pub profile_missing: bool,
    /// What they said so far.
    pub profile: Profile,
    /// The wards to choose from; [`Profile::ward`] holds the id of one of them.
    pub wards: Vec<crate::directory::model::WardOfSite>,
    /// Whose locked device this is.
    pub name: String,
    /// And their organisation.
    pub organisation: String,
    /// Wrong PINs so far.
    pub wrong: i64,
    /// Seconds until the next PIN is looked at.
    pub wait: i64,
}

/// A device as its owner sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(sqlx::FromRow))]
pub struct Device {
    /// Which.
    pub id: DeviceId,
    /// "Chrome on Windows".
    pub name: String,
    /// The app's version when last seen.
    pub version: String,
    /// When it was last seen.
    pub seen_at: Timestamp,
    /// When somebody signed in on it.
    pub created_at: Timestamp,
}

/// Who is at work, as the screens need to know it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Me {
    /// Myself, as others see me.
    pub colleague: crate::directory::model::Colleague,
    /// My device.
    pub device: DeviceId,
    /// My organisation's name.
    pub organisation: String,
    /// My power.
    pub level: Level,
    /// Seconds without activity until the lock; the organisation's choice.
    pub idle_seconds: i64,
    /// What my organisation has not switched off. (An older server says nothing of it.)
    #[serde(default)]
    pub features: Features,
    /// My own settings.
    pub settings: Settings,
}
