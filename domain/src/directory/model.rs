//! A person as others see one, and how words are folded for finding them.

use serde::{Deserialize, Serialize};

use crate::access::{PersonId, SiteId, Timestamp, WardId};
use crate::account::model::Body;

/// How many people one page of a search holds.
pub const PAGE: usize = 30;
/// The longest search that is looked at; the rest is cut off.
pub const LONGEST_SEARCH: usize = 100;

/// A person as others see one. No e-mail address, no telephone number.
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
    /// When they left the organisation.
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

/// Folds text for finding and sorting: lower-case ASCII letters and digits, one space between words.
///
/// Made here and stored, because engines fold differently (`lower('É')` on SQLite is 'É').
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for letter in text.chars().flat_map(char::to_lowercase) {
        match plain(letter) {
            "" if folded.ends_with(' ') || folded.is_empty() => {}
            "" => folded.push(' '),
            plain => folded.push_str(plain),
        }
    }
    folded.truncate(folded.trim_end().len());
    folded
}

/// The words of a search or of a person, folded, longest 40 letters each.
pub fn words(text: &str) -> Vec<String> {
    let mut words: Vec<String> =
        fold(text).split(' ').filter(|word| !word.is_empty()).map(|word| word.chars().take(40).collect()).collect();
    words.sort();
    words.dedup();
    words
}

const ASCII: &str = "abcdefghijklmnopqrstuvwxyz0123456789";

/// The plain letters for one lower-case letter; nothing for what parts words.
fn plain(letter: char) -> &'static str {
    if let Some(at) = ASCII.find(letter) {
        return &ASCII[at..=at];
    }
    match letter {
        'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' | 'ā' | 'ă' | 'ą' => "a",
        'ç' | 'ć' | 'č' | 'ĉ' => "c",
        'ď' | 'đ' | 'ð' => "d",
        'è' | 'é' | 'ê' | 'ë' | 'ē' | 'ė' | 'ę' | 'ě' => "e",
        'ğ' | 'ģ' | 'ĝ' => "g",
        'ì' | 'í' | 'î' | 'ï' | 'ī' | 'į' | 'ı' | '\u{307}' => "i",
        'ķ' => "k",
        'ł' | 'ļ' | 'ľ' => "l",
        'ñ' | 'ń' | 'ň' | 'ņ' => "n",
        'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ø' | 'ō' | 'ő' => "o",
        'ř' | 'ŕ' => "r",
        'ś' | 'š' | 'ş' | 'ș' => "s",
        'ť' | 'ț' | 'ţ' => "t",
        'ù' | 'ú' | 'û' | 'ü' | 'ū' | 'ů' | 'ű' | 'ų' => "u",
        'ŵ' => "w",
        'ý' | 'ÿ' | 'ŷ' => "y",
        'ź' | 'ż' | 'ž' => "z",
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'þ' => "th",
        _ => "",
    }
}
