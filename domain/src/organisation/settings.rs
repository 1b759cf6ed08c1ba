//! The one table of settings: the name of each, what it can be, what it is until somebody decides, and the words for it.
//!
//! Kept by name and as text. A name or a value that this program does not know, a newer one's, is left as it is and changes nothing
//! here: the setting is then as usual.

use std::fmt;

use super::model::{Feature, Features, Held};
use crate::access::{Failure, Outcome};
use crate::retention::model::RECORD_YEARS;

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
    /// For how long audit entries are kept.
    AuditKept,
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
    /// So many years.
    Years {
        /// No fewer.
        least: i64,
        /// No more.
        most: i64,
    },
}

/// What a setting is; written as it is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Value {
    /// So many seconds.
    Seconds(i64),
    /// On or off.
    Switch(bool),
    /// So many years.
    Years(i64),
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Seconds(count) | Self::Years(count) => count.fmt(f),
            Self::Switch(on) => f.write_str(on_or_off(*on)),
        }
    }
}

/// The word for a switch.
pub fn on_or_off(on: bool) -> &'static str {
    if on { "on" } else { "off" }
}

/// All there are, in the order in which they are shown.
pub static SETTINGS: [Setting; 3] = [
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
    Setting {
        name: "audit_kept",
        what: What::AuditKept,
        // NHS Records Management Code of Practice 2021, Appendix II: the record of an adult is kept for 8 years after they were last
        // seen, so who changed it is kept as long at least. That nobody keeps it for more than 30 is our choice, not the Code's.
        kind: Kind::Years { least: RECORD_YEARS, most: 30 },
        usual: Value::Years(RECORD_YEARS),
        label: "Keep the audit trail for",
        hint: "Years. Older entries go at night, and do not come back.",
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
            Kind::Seconds { least, most } => within(kept, least, most).map(Value::Seconds),
            Kind::Years { least, most } => within(kept, least, most).map(Value::Years),
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
            Kind::Years { least, most } => format!("Enter a number of years from {least} to {most}."),
            Kind::Switch => "Choose on or off.".to_owned(),
        };
        self.read(text.trim()).ok_or_else(|| Failure::invalid(self.name, can_be()))
    }
}

fn within(kept: &str, least: i64, most: i64) -> Option<i64> {
    kept.parse().ok().filter(|count| (least..=most).contains(count))
}

/// All that an organisation has decided, as it holds; what nobody decided is as usual.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Seconds without use after which a device locks.
    pub idle_seconds: i64,
    /// What is not switched off.
    pub features: Features,
    /// Years for which audit entries are kept; nothing where only a newer program knows. Then none goes: what is gone does not come back.
    pub audit_kept: Option<i64>,
}

impl Default for Settings {
    fn default() -> Self {
        // Taken from the table, which alone says what is usual.
        let mut settings = Self { idle_seconds: 0, features: Features::default(), audit_kept: None };
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
            let Some(setting) = find(&held.name) else { continue };
            match setting.read(&held.value) {
                Some(value) => settings.take(setting.what, value),
                None if setting.what == What::AuditKept => settings.audit_kept = None,
                None => {}
            }
        }
        settings
    }

    fn take(&mut self, what: What, value: Value) {
        match (what, value) {
            (What::IdleSeconds, Value::Seconds(seconds)) => self.idle_seconds = seconds,
            (What::Feature(feature), Value::Switch(on)) => self.features.switch(feature, on),
            (What::AuditKept, Value::Years(years)) => self.audit_kept = Some(years),
            // There is no such setting in the table: its kind reads its values.
            (What::IdleSeconds | What::Feature(_) | What::AuditKept, _) => {}
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
        let usual = Settings { idle_seconds: 180, features: Features::default(), audit_kept: Some(8) };
        assert_eq!(Settings::default(), usual);
    }

    #[test]
    fn what_is_kept_holds_and_what_only_a_newer_program_knows_is_as_usual() {
        let decided = Settings::of(&[held("idle_seconds", "60"), held("groups", "off"), held("audit_kept", "30")]);
        let wanted = Settings { idle_seconds: 60, features: Features::without([Feature::Groups]), audit_kept: Some(30) };
        assert_eq!(decided, wanted);
        for newer in [held("idle_seconds", "600"), held("idle_seconds", "never"), held("groups", "admins"), held("haptics", "on")] {
            assert_eq!(Settings::of(std::slice::from_ref(&newer)), Settings::default(), "{newer:?}");
        }
    }

    #[test]
    fn how_long_the_trail_is_kept_is_never_taken_for_the_usual_where_only_a_newer_program_knows() {
        for newer in ["40", "7", "for_ever", ""] {
            assert_eq!(Settings::of(&[held("audit_kept", newer)]).audit_kept, None, "{newer}");
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
        let kept = find("audit_kept").expect("a setting");
        assert_eq!(["8", "30"].map(|typed| kept.typed(typed)), [8, 30].map(|years| Ok(Value::Years(years))));
        for wrong in ["", "7", "31", "-8", "8.5", "on"] {
            let failure = kept.typed(wrong).expect_err(wrong);
            assert_eq!((failure.field(), failure.to_string().contains("years from 8 to 30")), (Some("audit_kept"), true));
        }
        assert_eq!(find("haptics"), None);
    }
}
