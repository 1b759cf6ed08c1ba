//! What a plain form said and what is wrong with it, for the page that the browser is sent back to.
//!
//! Kept in the server's memory for a minute and shown once: nothing that was typed gets into an address.

use std::collections::HashMap;

use domain::access::Failure;
use serde::{Deserialize, Serialize};

#[cfg(not(feature = "ssr"))]
#[path = "flash/browser.rs"]
mod side;
#[cfg(feature = "ssr")]
#[path = "flash/server.rs"]
mod side;

pub use side::*;

/// What was typed, and what has to change about it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flash {
    /// Which form it was: the endpoint of its server function.
    pub form: String,
    /// The fields as they were typed; secrets are left out.
    pub fields: HashMap<String, String>,
    /// What has to change, in the form's order.
    pub failures: Vec<Failure>,
    /// What the page says in passing: that it was done, or why not, where no field is at fault.
    #[serde(default)]
    pub told: String,
}
