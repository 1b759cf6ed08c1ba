//! The one table of areas: where each begins, what it is called, and whom it is for.
//!
//! The rail and a phone's bar, the skip links, the pane on screen, the file that is fetched, what Ctrl+K leads to, the guard
//! (`server/src/guard.rs`) and the permission matrix read it. An area has all addresses that begin with its own in whole words: `/c/42` is in `/c`, and
//! `/control` is not. What its organisation has switched off nobody is led to: the rail and Ctrl+K leave it out, the guard refuses it.

use domain::organisation::model::{Feature, Features};

/// Whom an address is for; everybody else is led to where they belong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// Nobody we know yet.
    SignIn,
    /// Those who have come in and not said who they are.
    Welcome,
    /// Those who have no PIN on this device yet.
    Pin,
    /// Those who have locked this device.
    Unlock,
    /// People at work.
    Work,
    /// Everybody, signed in or not.
    Everybody,
}

/// What is counted beside an area's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Badge {
    /// Conversations that stand out as unread.
    Unread,
}

/// The file that an area's screens are in (`screens.rs`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum File {
    /// Coming in, and the lock.
    Door,
    /// What stands beside the inbox; the inbox itself comes with the page.
    Conversation,
    /// Everything else.
    Rest,
    /// The parts that screens are made of, to be looked at: where the outbox mailer runs.
    Gallery,
}

impl File {
    /// What the build calls it (`wasm_split` in `screens.rs`).
    fn name(self) -> &'static str {
        match self {
            Self::Door => "door",
            Self::Conversation => "conversation",
            Self::Rest => "rest",
            Self::Gallery => "gallery",
        }
    }
}

/// A link past what is the same on every screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Skip {
    /// The id of where it leads.
    pub to: &'static str,
    /// What it says.
    pub words: &'static str,
}

/// A list, and beside it what was opened from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Panes {
    /// To the list.
    pub list: Skip,
    /// Into what is open.
    pub open: &'static [Skip],
}

/// An area.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Area {
    /// Where it begins.
    pub path: &'static str,
    /// What it is called.
    pub label: &'static str,
    /// What else people call it, and what they go there for: so that these words find it too.
    pub also: &'static str,
    /// Its sign.
    pub icon: &'static str,
    /// Whom the screen that it begins with is for.
    pub who: Who,
    /// What has to be on for it; nothing where it is always there.
    pub feature: Option<Feature>,
    /// Whether it stands in the rail: in the order of the table.
    pub in_rail: bool,
    /// What is counted beside its name.
    pub badge: Option<Badge>,
    /// What of it is on screen, where that is more than one page.
    pub panes: Option<Panes>,
    /// Where its screens are.
    pub file: File,
}

/// What people at work go to.
pub static AREAS: [Area; 6] = [
    Area {
        also: "chats inbox",
        badge: Some(Badge::Unread),
        panes: Some(CHAT),
        file: File::Conversation,
        ..place("/c", "Messages", "messages")
    },
    Area { also: "colleagues staff directory", ..place("/people", "People", "people") },
    Area { also: "preferences theme sign out log out", ..place("/settings", "Settings", "settings") },
    Area { also: "keyboard shortcuts install", who: Who::Everybody, ..place("/help", "Help", "help") },
    Area { also: "write compose", in_rail: false, ..place("/new", "New message", "compose") },
    Area { in_rail: false, file: File::Door, ..place("/lock", "Lock", "lock") },
];

/// A screen of an area that is looked for by a name of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Named {
    /// Where it is, with what has to be asked for.
    pub path: &'static str,
    /// What it is called.
    pub label: &'static str,
    /// What else people call it.
    pub also: &'static str,
    /// What has to be on for it, besides what its area needs.
    pub feature: Option<Feature>,
}

impl Named {
    /// Whether it is the screen at a path where this is asked for.
    fn is_at(&self, path: &str, asks: impl Fn(&str, &str) -> bool) -> bool {
        let (own, query) = self.path.split_once('?').unwrap_or((self.path, ""));
        path == own && query.split('&').filter_map(|pair| pair.split_once('=')).all(|(name, value)| asks(name, value))
    }
}

/// The screens that Ctrl+K leads to besides those that areas begin with. (Apart from these, so that the first load can do
/// without them.)
pub static NAMED: [Named; 4] = [
    Named { feature: Some(Feature::Groups), ..named("/new?group=1", "New group", "team") },
    named("/settings/profile", "Your profile", "name grade registration"),
    named("/settings/pin", "Change your PIN", "passcode"),
    named("/settings/devices", "Devices", "sign out log out lost phone"),
];

/// The steps of coming in: each is for those who have come so far, and for nobody else.
pub static DOOR: [(&str, Who); 5] = [
    ("/sign-in", Who::SignIn),
    ("/sign-in/code", Who::SignIn),
    ("/welcome", Who::Welcome),
    ("/welcome/pin", Who::Pin),
    ("/unlock", Who::Unlock),
];

/// The gallery, which is no area: nobody at work goes there.
pub const GALLERY: &str = "/dev/gallery";

const CHAT: Panes = Panes {
    list: Skip { to: "inbox", words: "Skip to conversations" },
    open: &[Skip { to: "timeline", words: "Skip to messages" }, Skip { to: "message-box", words: "Skip to message box" }],
};

static PAGE: [Skip; 1] = [Skip { to: "main", words: "Skip to main content" }];

/// A place that the rail leads to.
pub const fn place(path: &'static str, label: &'static str, icon: &'static str) -> Area {
    Area { path, label, also: "", icon, who: Who::Work, feature: None, in_rail: true, badge: None, panes: None, file: File::Rest }
}

/// A screen with a name of its own that is always there.
const fn named(path: &'static str, label: &'static str, also: &'static str) -> Named {
    Named { path, label, also, feature: None }
}

/// The areas of somebody who has these features.
pub fn areas(features: &Features) -> impl Iterator<Item = &'static Area> {
    AREAS.iter().filter(move |area| features.has(area.feature))
}

/// Their screens with a name of their own, each with its area.
pub fn names(features: &Features) -> impl Iterator<Item = (&'static Named, &'static Area)> {
    let there = NAMED.iter().filter(move |named| features.has(named.feature));
    there.filter_map(move |named| of(named.path).filter(|area| features.has(area.feature)).map(|area| (named, area)))
}

/// What has to be on for the screen at a path: `asks` tells whether this value of this name is asked for there.
pub fn needs(path: &str, asks: impl Fn(&str, &str) -> bool) -> Vec<Feature> {
    let names = NAMED.iter().filter(|named| named.is_at(path, &asks)).filter_map(|named| named.feature);
    of(path).and_then(|area| area.feature).into_iter().chain(names).collect()
}

/// Whether an address begins with these whole words.
pub fn begins_with(path: &str, words: &str) -> bool {
    path.strip_prefix(words).is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?']))
}

/// The area that an address is in.
pub fn of(path: &str) -> Option<&'static Area> {
    AREAS.iter().find(|area| begins_with(path, area.path))
}

/// Whom an address is for. One that nobody thought of is for those at work, below a screen for everybody too.
pub fn who(path: &str) -> Who {
    let step = DOOR.iter().find(|(step, _)| *step == path).map(|(_, who)| *who);
    step.or_else(|| AREAS.iter().find(|area| area.path == path).map(|area| area.who)).unwrap_or(Who::Work)
}

/// The file without which the screen at an address cannot come to life; nothing for what comes with the page.
pub fn file(path: &str) -> Option<File> {
    if DOOR.iter().any(|(step, _)| *step == path) {
        return Some(File::Door);
    }
    if begins_with(path, GALLERY) {
        return Some(File::Gallery);
    }
    of(path).filter(|_| pane(path) != Pane::List).map(|area| area.file)
}

/// Whether a page at this address and query begins with more than the inbox, which alone needs no style sheet but the first.
pub fn begins_with_screen(address: &str) -> bool {
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    pane(path) != Pane::List || !query.split('&').all(|pair| pair.is_empty() || pair.starts_with("filter="))
}

/// What the build calls the files that a screen of this file and query needs.
pub fn files(file: File, query: &str) -> Vec<&'static str> {
    // A conversation lives when what is said in it is sent.
    let line = (file == File::Conversation).then_some("line");
    let beside = has_beside(file, query).then_some("beside");
    [Some(file.name()), line, beside].into_iter().flatten().collect()
}

/// Whether the query of a screen of this file has something stand beside it, whose code is needed too.
pub fn has_beside(file: File, query: &str) -> bool {
    let asks = |pair: &str| pair.split('=').next() == Some("info");
    file == File::Conversation && query.trim_start_matches('?').split('&').any(asks)
}

/// What of an area a phone shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pane {
    /// Its list.
    List,
    /// What was opened from the list.
    Open,
    /// All there is.
    Page,
}

/// The pane that an address shows.
pub fn pane(path: &str) -> Pane {
    match of(path).filter(|area| area.panes.is_some()) {
        Some(area) if path.trim_end_matches('/') == area.path => Pane::List,
        Some(_) => Pane::Open,
        None => Pane::Page,
    }
}

/// The links past what is the same on every screen: into what is open too, unless that turned out to be nothing (`astray`).
pub fn skips(path: &str, astray: bool) -> impl Iterator<Item = &'static Skip> + use<> {
    let panes = of(path).and_then(|area| area.panes.as_ref());
    let (first, more) = panes.map_or((&PAGE[0], &[][..]), |panes| (&panes.list, panes.open));
    let open = !astray && pane(path) == Pane::Open;
    std::iter::once(first).chain(more.iter().filter(move |_| open))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_area_has_what_begins_with_its_whole_words_and_no_area_lies_in_another() {
        let path = |path| of(path).map(|area| area.path);
        assert_eq!(["/c", "/c/", "/c/42", "/c/x/y"].map(path), [Some("/c"); 4]);
        assert_eq!(["/", "", "/control", "/cats", "/C", "//c", "/help-desk", "/sign-in"].map(path), [None; 8]);
        for area in &AREAS {
            assert_eq!(AREAS.iter().filter(|other| begins_with(area.path, other.path)).count(), 1, "{}", area.path);
        }
    }

    #[test]
    fn an_address_nobody_thought_of_is_for_those_at_work() {
        for path in
            ["/", "/control", "/c/42", "/c/x/y", "/people/x", "/help/x", "/help/", "/HELP", "/sign-in/x", "/unlock/x", "/settings/pin"]
        {
            assert_eq!(who(path), Who::Work, "{path}");
        }
        assert_eq!(["/help", "/sign-in/code", "/welcome/pin"].map(who), [Who::Everybody, Who::SignIn, Who::Pin]);
    }

    #[test]
    fn a_screen_comes_to_life_with_its_file() {
        assert_eq!(["/", "/c", "/nowhere"].map(file), [None; 3]);
        assert_eq!(
            ["/c/42", "/people/42", "/unlock", "/lock", "/dev/gallery/table"].map(file),
            [File::Conversation, File::Rest, File::Door, File::Door, File::Gallery].map(Some)
        );
    }

    #[test]
    fn only_the_inbox_begins_without_a_screen() {
        assert_eq!(["/c", "/c/", "/c?filter=unread"].map(begins_with_screen), [false; 3]);
        assert_eq!(["/c/42", "/c?sure=42", "/c?filter=unread&sure=42", "/", "/nowhere", "/sign-in", ""].map(begins_with_screen), [true; 7]);
    }

    #[test]
    fn what_the_query_has_beside_the_messages_is_needed_too() {
        assert!(has_beside(File::Conversation, "?info=1"));
        assert!(has_beside(File::Conversation, "filter=unread&info="));
        assert!(!has_beside(File::Conversation, "?m=info&information=1"));
        assert!(!has_beside(File::Rest, "?info=1"));
        assert_eq!(files(File::Conversation, "info=1"), ["conversation", "line", "beside"]);
        assert_eq!(files(File::Rest, ""), ["rest"]);
    }

    #[test]
    fn a_screen_needs_what_its_area_and_its_name_need_however_it_is_asked_for() {
        let needs = |address: &str| {
            let (path, query) = address.split_once('?').unwrap_or((address, ""));
            super::needs(path, |name, value| query.split('&').any(|pair| pair.split_once('=') == Some((name, value))))
        };
        for address in ["/new?group=1", "/new?q=asha&group=1"] {
            assert_eq!(needs(address), [Feature::Groups], "{address}");
        }
        for address in ["/new", "/new?group=2", "/people?group=1", "/c/42", "/nowhere?group=1"] {
            assert_eq!(needs(address), [], "{address}");
        }
    }

    #[test]
    fn one_skips_to_what_is_there() {
        let words = |path, astray| skips(path, astray).map(|skip| skip.to).collect::<Vec<_>>();
        assert_eq!(words("/c/42", false), ["inbox", "timeline", "message-box"]);
        assert_eq!(words("/c/42", true), ["inbox"]);
        assert_eq!(words("/c", false), ["inbox"]);
        assert_eq!(words("/control", false), ["main"]);
        assert_eq!(["/c/", "/c/42", "/people/42", "/control"].map(pane), [Pane::List, Pane::Open, Pane::Page, Pane::Page]);
    }
}
