//! The one table of what is no screen: where it is, how it is asked for, and how much may be sent there.
//!
//! The router is made from it (`routes.rs`), the guard and the gate go by it, the permission matrix walks along it and compares it
//! with what the router says it has. Screens stand in the table of areas (`app/src/areas.rs`). What is in neither is for those at work, and
//! takes nothing.

use app::areas::{GALLERY, begins_with};
use axum::routing::MethodFilter;

use crate::crashes;
use crate::security::Room;

/// What answers at an address. Everybody may ask: what is not for everybody finds out by itself who does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// The socket of a page.
    Line,
    /// Where a page that has stopped says so.
    Crash,
    /// What the service worker keeps.
    Shell,
    /// Whether the program runs.
    Health,
    /// Whether it can do its work.
    Ready,
    /// The server functions, each of which has a row in the matrix.
    Functions,
    /// The page that stands in while there is no network.
    Offline,
    /// A file of the site, or a folder of them.
    Files,
    /// The files whose names say what is in them.
    HashedFiles,
    /// The mail of a trial.
    Outbox,
    /// The screens of the gallery.
    Gallery,
    /// What its table shows, as a file.
    GalleryFile,
}

/// A row.
#[derive(Clone, Copy, Debug)]
pub struct Address {
    /// Where it is.
    pub path: &'static str,
    /// What answers there.
    pub what: What,
    /// How it is asked for.
    pub by: MethodFilter,
    /// How much may be sent there.
    pub takes: Room,
    /// Whether all that is below it belongs to it.
    pub has_below: bool,
    /// Whether it is there on a trial only.
    pub of_trial: bool,
}

/// Of two rows for one path the upper one counts.
pub static ADDRESSES: [Address; 21] = [
    at("/live", What::Line),
    Address { takes: Room::of(crashes::LONGEST), ..posted_to("/crash", What::Crash) },
    at("/shell.json", What::Shell),
    at("/healthz", What::Health),
    at("/readyz", What::Ready),
    Address { takes: Room::FILES, of_trial: true, ..posted_to("/api/gallery-upload", What::Functions) },
    Address { takes: Room::WORDS, has_below: true, ..posted_to("/api", What::Functions) },
    at("/offline.html", What::Offline),
    at("/offline.css", What::Files),
    at("/offline.js", What::Files),
    at("/icons.svg", What::Files),
    at("/favicon.svg", What::Files),
    at("/grove.svg", What::Files),
    at("/manifest.webmanifest", What::Files),
    at("/sw.js", What::Files),
    Address { has_below: true, ..at("/icons", What::Files) },
    Address { has_below: true, ..at("/screenshots", What::Files) },
    Address { has_below: true, ..at("/pkg", What::HashedFiles) },
    Address { has_below: true, of_trial: true, ..at("/dev/mail", What::Outbox) },
    Address { of_trial: true, ..at("/dev/gallery/people.csv", What::GalleryFile) },
    Address { has_below: true, of_trial: true, ..at(GALLERY, What::Gallery) },
];

/// What is asked for and takes nothing.
const fn at(path: &'static str, what: What) -> Address {
    Address { path, what, by: MethodFilter::GET, takes: Room::NONE, has_below: false, of_trial: false }
}

/// What something is sent to.
const fn posted_to(path: &'static str, what: What) -> Address {
    Address { by: MethodFilter::POST, ..at(path, what) }
}

/// The rows that hold on a trial, or elsewhere.
pub fn addresses(is_trial: bool) -> impl Iterator<Item = &'static Address> {
    ADDRESSES.iter().filter(move |address| is_trial || !address.of_trial)
}

/// The row of a path, on a trial or elsewhere.
pub fn find(path: &str, is_trial: bool) -> Option<&'static Address> {
    let is_at = |address: &&Address| if address.has_below { begins_with(path, address.path) } else { path == address.path };
    addresses(is_trial).find(is_at)
}
