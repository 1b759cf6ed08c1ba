//! A person as others see one, and how they are looked for.

use serde::{Deserialize, Serialize};

use crate::access::{OrganisationId, PersonId, SiteId, Timestamp, WardId};
use crate::account::model::body::Body;

/// How many people one page of a search holds.
pub const PAGE: usize = 30;
/// How many people can be asked for at once.
pub const MOST_ASKED: usize = 256;
/// The longest search that is looked at; the rest is cut off.
pub const LONGEST_SEARCH: usize = 100;

/// A person as others see one. No email address, no telephone number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(sqlx::FromRow))]
pub struct Colleague {
    /// Who.
    pub id: PersonId,
    /// "Asha Patel".
    pub name: String,
    /// "Staff nurse".
    pub role: String,
    /// "Band 6", "ST4".
    pub grade: String,
    /// "Respiratory medicine".
    pub specialty: String,
    /// Name of the site, or empty.
    pub site: String,
    /// Name of the ward, or empty.
    pub ward: String,
    /// Who registers them.
    pub body: Body,
    /// Their number there, or empty.
    pub registration: String,
    /// When somebody checked that number; `None` shows as "not verified".
    pub verified_at: Option<Timestamp>,
    /// When they left: whatever organisation one shared with them, or Pando.
    pub left_at: Option<Timestamp>,
}

/// What to look for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Search {
    /// Words typed, in any order; each must begin a word of the person.
    pub text: String,
    /// Only this ward.
    pub ward: Option<WardId>,
    /// Only this site.
    pub site: Option<SiteId>,
    /// Of which organisation, where one belongs to several; one's own if nothing is said.
    pub organisation: Option<OrganisationId>,
    /// Where the last page ended.
    pub after: Option<Place>,
}

/// Where a page ended: keyset, so that nobody is skipped or shown twice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// The folded name of the last one shown.
    pub sort_name: String,
    /// And their id.
    pub id: PersonId,
}

/// A page of a search.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    /// People, by name.
    pub people: Vec<Colleague>,
    /// Where to go on; `None` at the end.
    pub next: Option<Place>,
}

/// A ward or site to choose from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(sqlx::FromRow))]
pub struct WardOfSite {
    /// The ward.
    pub ward: WardId,
    /// Its name.
    pub ward_name: String,
    /// Where it is.
    pub site: SiteId,
    /// The site's name.
    pub site_name: String,
}
