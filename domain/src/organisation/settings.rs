//! The one table of settings: the name of each, what it can be, what it is until somebody decides, and the words for it.
//!
//! Kept by name and as text. A name or a value that this program does not know, a newer one's, is left as it is and changes nothing
//! here: the setting is then as usual.

use std::fmt;

use super::model::{Feature, Features, Held};
use crate::access::{Failure, Outcome};

/// Said to whoever changes what has been changed since they were shown it.
pub const CHANGED_MEANWHILE: &str = "Somebody else has changed this meanwhile. Look at what it is now, then change it again.";

/// A setting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Setting {
    /// By which it is kept, asked for and written down; never changed.
    pub name: &'static str,
    /// What it decides.
    pub what: What,
    /// What it can be.
    pub kind: Kind,
    /// What it is until somebody decides.
    pub usual: Value,
    /// What it is called.
    pub label: &'static str,
    /// What follows from it.
    pub hint: &'static str,
}

/// What a setting decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// After how long without use a device locks.
    IdleSeconds,
    /// Whether people have this feature.
    Feature(Feature),
}

/// What a setting can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// So many seconds.
    Seconds {
        /// No fewer.
        least: i64,
        /// No more.
        most: i64,
    },
    /// On or off.
    Switch,
}

/// What a setting is; written as it is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Value {
    /// So many seconds.
    Seconds(i64),
    /// On or off.
    Switch(bool),
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Seconds(seconds) => seconds.fmt(f),
            Self::Switch(on) => f.write_str(on_or_off(*on)),
        }
    }
}

/// The word for a switch.
pub fn on_or_off(on: bool) -> &'static str {
    if on { "on" } else { "off" }
}

/// All there are, in the order in which they are shown.
pub static SETTINGS: [Setting; 2] = [
    Setting {
        name: "idle_seconds",
        what: What::IdleSeconds,
        // Longer and a screen left alone on a ward is anybody's; shorter and nobody reads a guideline to its end.
        kind: Kind::Seconds { least: 60, most: 300 },
        usual: Value::Seconds(180),
        label: "Lock after",
        hint: "Seconds without use. Then the device asks for its PIN.",
    },
    Setting {
        name: "groups",
        what: What::Feature(Feature::Groups),
        kind: Kind::Switch,
        usual: Value::Switch(true),
        label: "New groups",
        hint: "While this is off nobody starts a group. Those that exist go on.",
    },
];

/// The setting of this name.
pub fn find(name: &str) -> Option<&'static Setting> {
    SETTINGS.iter().find(|setting| setting.name == name)
}

impl Setting {
    /// What is kept, as it holds; nothing when only a newer program knows what that is.
    pub fn read(&self, kept: &str) -> Option<Value> {
        match self.kind {
            Kind::Seconds { least, most } => kept.parse().ok().filter(|seconds| (least..=most).contains(seconds)).map(Value::Seconds),
            Kind::Switch => [true, false].into_iter().find(|on| on_or_off(*on) == kept).map(Value::Switch),
        }
    }

    /// What a form says that it shall be.
    ///
    /// # Errors
    /// [`Failure::Invalid`] beside the setting, with what it can be.
    pub fn typed(&self, text: &str) -> Outcome<Value> {
        let can_be = || match self.kind {
            Kind::Seconds { least, most } => format!("Enter a number of seconds from {least} to {most}."),
            Kind::Switch => "Choose on or off.".to_owned(),
        };
        self.read(text.trim()).ok_or_else(|| Failure::invalid(self.name, can_be()))
    }
}

/// All that an organisation has decided, as it holds; what nobody decided is as usual.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Seconds without use after which a device locks.
    pub idle_seconds: i64,
    /// What is not switched off.
    pub features: Features,
}

impl Default for Settings {
    fn default() -> Self {
        // Taken from the table, which alone says what is usual.
        let mut settings = Self { idle_seconds: 0, features: Features::default() };
        for setting in &SETTINGS {
            settings.take(setting.what, setting.usual);
        }
        settings
    }
}

impl Settings {
    /// What holds where this is kept.
    pub fn of(kept: &[Held]) -> Self {
        let mut settings = Self::default();
        for held in kept {
            let known = find(&held.name).and_then(|setting| setting.read(&held.value).map(|value| (setting.what, value)));
            if let Some((what, value)) = known {
                settings.take(what, value);
            }
        }
        settings
    }

    fn take(&mut self, what: What, value: Value) {
        match (what, value) {
            (What::IdleSeconds, Value::Seconds(seconds)) => self.idle_seconds = seconds,
            (What::Feature(feature), Value::Switch(on)) => self.features.switch(feature, on),
            // There is no such setting in the table: its kind reads its values.
            (What::IdleSeconds, Value::Switch(_)) | (What::Feature(_), Value::Seconds(_)) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn held(name: &str, value: &str) -> Held {
        Held { name: name.into(), version: 1, value: value.into() }
    }

    #[test]
    fn every_feature_has_its_switch_and_every_setting_a_name_of_its_own_and_a_usual_value() {
        for feature in Feature::ALL {
            let switches = SETTINGS.iter().filter(|setting| setting.what == What::Feature(feature));
            assert_eq!(switches.map(|setting| setting.kind).collect::<Vec<_>>(), [Kind::Switch], "{feature:?}");
        }
        for setting in &SETTINGS {
            assert_eq!(SETTINGS.iter().filter(|other| other.name == setting.name).count(), 1, "{}", setting.name);
            assert_eq!(setting.read(&setting.usual.to_string()), Some(setting.usual), "{}", setting.name);
        }
        assert_eq!(Settings::default(), Settings { idle_seconds: 180, features: Features::default() });
    }

    #[test]
    fn what_is_kept_holds_and_what_only_a_newer_program_knows_is_as_usual() {
        let decided = Settings::of(&[held("idle_seconds", "60"), held("groups", "off")]);
        assert_eq!(decided, Settings { idle_seconds: 60, features: Features::without([Feature::Groups]) });
        for newer in [held("idle_seconds", "600"), held("idle_seconds", "never"), held("groups", "admins"), held("haptics", "on")] {
            assert_eq!(Settings::of(std::slice::from_ref(&newer)), Settings::default(), "{newer:?}");
        }
    }

    #[test]
    fn what_cannot_be_decided_is_refused_beside_it_with_what_can() {
        let idle = find("idle_seconds").expect("a setting");
        assert_eq!([" 60 ", "300"].map(|typed| idle.typed(typed)), [60, 300].map(|seconds| Ok(Value::Seconds(seconds))));
        for wrong in ["", "59", "301", "-60", "60.5", "99999999999999999999", "on"] {
            let failure = idle.typed(wrong).expect_err(wrong);
            assert_eq!((failure.field(), failure.to_string().contains("60 to 300")), (Some("idle_seconds"), true));
        }
        let groups = find("groups").expect("a setting");
        assert_eq!(["on", "off"].map(|typed| groups.typed(typed)), [true, false].map(|on| Ok(Value::Switch(on))));
        assert_eq!(groups.typed("true").expect_err("no word of ours").field(), Some("groups"));
        assert_eq!(find("haptics"), None);
    }
}
