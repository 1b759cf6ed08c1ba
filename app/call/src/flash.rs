//! What a plain form said and what is wrong with it, for the page that the browser is sent back to.
//!
//! Kept sealed in the database for a minute, or longer over a lock, and shown once, by the page that has the form, whichever server draws
//! it: nothing that was typed gets into an address, nor into another page.

use domain::access::Failure;
use serde::{Deserialize, Serialize};

#[cfg(not(feature = "ssr"))]
#[path = "flash/browser.rs"]
mod side;
#[cfg(feature = "ssr")]
#[path = "flash/server.rs"]
mod side;

pub use side::*;

/// What was typed into a form, in its order. Boxes that are ticked share a name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fields(Vec<(String, String)>);

impl Fields {
    /// What stands in a field; of several of one name, in the last.
    pub fn get(&self, name: &str) -> Option<&String> {
        self.0.iter().rev().find(|(known, _)| known == name).map(|(_, value)| value)
    }

    /// What stands in all fields of a name.
    pub fn all(&self, name: &str) -> Vec<String> {
        self.0.iter().filter(|(known, _)| known == name).map(|(_, value)| value.clone()).collect()
    }

    /// Whether nothing was typed, nor sent.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl FromIterator<(String, String)> for Fields {
    fn from_iter<I: IntoIterator<Item = (String, String)>>(pairs: I) -> Self {
        Self(pairs.into_iter().collect())
    }
}

/// What was typed, and what has to change about it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flash {
    /// Which form it was: the endpoint of its server function.
    pub form: String,
    /// The fields as they were typed; secrets are left out.
    pub fields: Fields,
    /// What has to change, in the form's order.
    pub failures: Vec<Failure>,
    /// What the page says in passing: that it was done, or why not, where no field is at fault.
    #[serde(default)]
    pub told: String,
}
