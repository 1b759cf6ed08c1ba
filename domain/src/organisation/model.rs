//! Features, who may decide for an organisation, and how a decision is kept.

use serde::{Deserialize, Serialize};

use crate::access::{Level, PersonId, Timestamp};
use crate::{deeds, words};

/// A part of Pando that an organisation can switch off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Feature {
    /// New groups: while it is off nobody of the organisation starts one, and those that exist go on.
    Groups,
    /// One that only a newer version knows: nothing here needs it.
    Other,
}

words!(Feature { Groups = "groups" });

impl Feature {
    /// Every one that can be switched off.
    pub const ALL: [Self; 1] = [Self::Groups];
}

/// Which features somebody has: all that their organisation has not switched off.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Features {
    // Not those that are on: an older page would hide what only a newer server can name.
    off: Vec<Feature>,
}

impl Features {
    /// All but these.
    pub fn without(off: impl IntoIterator<Item = Feature>) -> Self {
        Self { off: off.into_iter().collect() }
    }

    /// Whether it is on. What needs none always is.
    pub fn has(&self, feature: impl Into<Option<Feature>>) -> bool {
        feature.into().is_none_or(|feature| !self.off.contains(&feature))
    }

    /// Switches it on or off.
    pub fn switch(&mut self, feature: Feature, on: bool) {
        self.off.retain(|off| *off != feature);
        if !on {
            self.off.push(feature);
        }
    }
}

deeds!(
    /// A thing to do to what an organisation has decided.
    Deed, deed {
        /// Decide it anew.
        Decide,
        /// See who decided what, and when.
        Review,
    }
);

/// The permission table of deciding, for whoever has something to do with the organisation.
pub fn allows(level: Level, deed: Deed) -> bool {
    match deed {
        Deed::Decide | Deed::Review => level >= Level::OrganisationAdmin,
    }
}

/// What holds of a setting, as it is kept: in the words of whoever wrote it, which a newer version may have been.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(sqlx::FromRow))]
pub struct Held {
    /// The setting's name.
    pub name: String,
    /// How often it was decided; 0 if nobody ever did.
    pub version: i64,
    /// What it is.
    pub value: String,
}

/// A change of a setting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(sqlx::FromRow))]
pub struct Change {
    /// The how-manieth of this setting.
    pub version: i64,
    /// What it was before, as it is kept; nothing if it was as usual.
    pub before: Option<String>,
    /// What it has been since.
    pub value: String,
    /// When.
    pub changed_at: Timestamp,
    /// Who; nothing for Pando itself.
    pub changed_by: Option<PersonId>,
    /// What they are called.
    pub name: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_permission_table_of_what_an_organisation_decides() {
        let levels = [Level::Other, Level::Person, Level::OrganisationAdmin, Level::NetworkAdmin];
        for deed in Deed::ALL {
            assert_eq!(levels.map(|level| allows(level, *deed)), [false, false, true, true], "{deed:?}");
        }
    }

    #[test]
    fn what_needs_no_feature_is_there_whatever_is_off() {
        let mut features = Features::default();
        assert!(features.has(Feature::Groups) && features.has(None));
        features.switch(Feature::Groups, false);
        features.switch(Feature::Groups, false);
        assert!(!features.has(Feature::Groups) && features.has(None));
        features.switch(Feature::Groups, true);
        assert_eq!(features, Features::default());
    }

    #[test]
    fn a_feature_that_only_a_newer_server_knows_hides_nothing_on_an_older_page() {
        let told: Features = serde_json::from_str(r#"{"off":["tube_feeding"]}"#).expect("read");
        assert!(Feature::ALL.into_iter().all(|feature| told.has(feature)));
    }
}
