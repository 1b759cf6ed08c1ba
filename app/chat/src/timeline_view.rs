//! What a timeline looks like: which lines stand where, under which header, in which state. Pure.

use std::sync::Arc;

use domain::access::{Failure, MessageId, PersonId, Timestamp};
use domain::chat::live::{Reach, Timeline};
use domain::chat::model::{Details, GROUPING_MILLIS, History, LATE_MILLIS, Mark as Receipts, Member, Message, Notice, Quote, Quoted, Role};
use domain::directory::model::Colleague;
use domain::text::{isolated, joined};

use super::queue::{Outgoing, Progress};
use directory::is_unverified;
use ui::when;

/// The most lines drawn at a time; more are a click or a scroll away. With about ten elements each the page stays below 1,500.
pub const MOST: usize = 100;

/// Which end stays when a stretch grows too long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keep {
    /// The newest lines.
    Newest,
    /// The oldest lines held.
    Oldest,
}

/// Cuts a stretch that has grown too long to draw.
pub fn trim(timeline: &mut Timeline, keep: Keep) {
    let over = timeline.messages.len().saturating_sub(MOST);
    if over == 0 {
        return;
    }
    match keep {
        Keep::Newest => {
            timeline.messages.drain(..over);
            timeline.earlier = true;
        }
        Keep::Oldest => {
            timeline.messages.truncate(MOST);
            timeline.later = true;
        }
    }
}

/// Why a message was refused that came while one was out of the conversation.
const NOT_IN_IT: &str = "You were not in this conversation at the time.";

/// How far a message got, as its author sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mark {
    /// Somebody else's: nothing to show.
    Theirs,
    /// On its way; failing for so long that one should telephone.
    Waiting(bool),
    /// Refused, in these words.
    Failed(String),
    /// On the server.
    Sent,
    /// On a device of so many of so many.
    Delivered(usize, usize),
    /// Read by so many of so many.
    Read(usize, usize),
}

impl Mark {
    fn of(reach: Reach) -> Self {
        match reach {
            Reach { read: 0, delivered: 0, .. } => Self::Sent,
            Reach { read: 0, delivered, of } => Self::Delivered(delivered, of),
            Reach { read, of, .. } => Self::Read(read, of),
        }
    }

    fn on_its_way(entry: &Outgoing, now: Timestamp) -> Self {
        match &entry.progress {
            Progress::Waiting { .. } | Progress::Sending { .. } => Self::Waiting(entry.is_late(now)),
            Progress::Sent(_) => Self::Sent,
            // Said by whoever was not in it; where this is shown one is in it again.
            Progress::Failed(text) if *text == Failure::NotFound.to_string() => Self::Failed(NOT_IN_IT.into()),
            Progress::Failed(text) => Self::Failed(text.clone()),
        }
    }

    /// In words.
    pub fn words(&self) -> String {
        match self {
            Self::Theirs => String::new(),
            Self::Waiting(false) => "Waiting".into(),
            Self::Waiting(true) => "Not sent yet. Phone if it is urgent.".into(),
            Self::Failed(why) => format!("Not sent. {why}"),
            Self::Sent => "Sent".into(),
            Self::Delivered(_, 1) => "Delivered".into(),
            Self::Delivered(n, of) => format!("Delivered {n}/{of}"),
            Self::Read(_, 1) => "Read".into(),
            Self::Read(n, of) => format!("Read {n}/{of}"),
        }
    }
}

/// A message as it is drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// Which.
    pub id: MessageId,
    /// Its place; `None` while on its way.
    pub seq: Option<i64>,
    /// Its author.
    pub author: PersonId,
    /// Their name.
    pub author_name: String,
    /// What they do: "Staff nurse · Band 5".
    pub author_role: String,
    /// Whether it is one's own.
    pub own: bool,
    /// Whether it begins a group and shows its author.
    pub header: bool,
    /// The text.
    pub body: String,
    /// What it answers.
    pub quote: Option<Quoted>,
    /// When it was sent.
    pub at: Timestamp,
    /// When it was written, if that was long before.
    pub written: Option<Timestamp>,
    /// Whether it was edited.
    pub edited: bool,
    /// Whether it was deleted.
    pub deleted: bool,
    /// How far it got.
    pub mark: Mark,
}

impl Said {
    /// What a screen reader says of it.
    pub fn label(&self) -> String {
        let who = if self.own { "You" } else { &self.author_name };
        let mut label = match self.written {
            Some(written) => format!("{who}, written {}, arrived {}", written_at(written, self.at), when::clock(self.at)),
            None => format!("{who}, {}", when::clock(self.at)),
        };
        if let Some(quote) = &self.quote {
            label += ", in reply to ";
            label += match quote {
                Quoted::Shown(quote) => &quote.author_name,
                Quoted::Before => "a message from before you joined",
            };
        }
        label += ": ";
        label += if self.deleted { "Message deleted" } else { &self.body };
        let state = self.mark.words();
        for part in [if self.edited { "edited" } else { "" }, &state].into_iter().filter(|part| !part.is_empty()) {
            label += ", ";
            label += part;
        }
        label
    }
}

/// When what arrived then was written: the time, and the date where it was another. "Yesterday" would be the reader's.
pub fn written_at(written: Timestamp, arrived: Timestamp) -> String {
    if when::day_of(written) == when::day_of(arrived) { when::clock(written) } else { when::full(written) }
}

/// A line of the timeline as it is drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Item {
    /// A new day begins.
    Day(i64, Timestamp),
    /// What follows is new to the reader.
    New,
    /// Something happened to the conversation.
    Notice(MessageId, i64, Timestamp, String),
    /// Somebody said something.
    Said(Box<Said>),
}

impl Item {
    /// What makes it the same line over time; also the end of its element's id.
    pub fn key(&self) -> String {
        match self {
            Self::Day(day, _) => format!("day-{day}"),
            Self::New => "new".into(),
            Self::Notice(id, ..) => id.to_string(),
            Self::Said(said) => said.id.to_string(),
        }
    }

    /// The line it is, when it can have the focus.
    pub fn line(&self) -> Option<MessageId> {
        match self {
            Self::Said(said) => Some(said.id),
            Self::Notice(id, ..) => Some(*id),
            Self::Day(..) | Self::New => None,
        }
    }

    /// Its message, if it is one.
    pub fn said(&self) -> Option<&Said> {
        match self {
            Self::Said(said) => Some(said),
            _ => None,
        }
    }
}

/// A day and its lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Day {
    /// Counted from 1970: what makes it the same day over time.
    pub number: i64,
    /// A moment of it.
    pub at: Timestamp,
    /// Its lines, oldest first.
    pub items: Vec<Arc<Item>>,
}

/// Everything to draw, day by day.
pub fn days(timeline: &Timeline, outgoing: &[Outgoing], me: PersonId, new_from: Option<i64>, now: Timestamp) -> Vec<Arc<Day>> {
    let mut days: Vec<Day> = Vec::new();
    for item in items(timeline, outgoing, me, new_from, now) {
        match (&*item, days.last_mut()) {
            (Item::Day(number, at), _) => days.push(Day { number: *number, at: *at, items: Vec::new() }),
            (_, Some(day)) => day.items.push(item),
            (_, None) => {}
        }
    }
    days.into_iter().map(Arc::new).collect()
}

/// Everything to draw, oldest first.
pub fn items(timeline: &Timeline, outgoing: &[Outgoing], me: PersonId, new_from: Option<i64>, now: Timestamp) -> Vec<Arc<Item>> {
    let mut drawn = Drawing { items: Vec::with_capacity(timeline.messages.len() + outgoing.len() + 8), day: i64::MIN, last: None };
    let reaches = Reaches::of(timeline);
    let mut new_from = new_from;
    for message in &timeline.messages {
        drawn.day(message.sent_at);
        if new_from.is_some_and(|from| message.seq >= from) {
            drawn.divide();
            new_from = None;
        }
        match &message.notice {
            Some(notice) => drawn.notice(message, notice_words(&message.author_name, message.author == me, notice)),
            None => drawn.say(said(message, me, &reaches, &timeline.details)),
        }
    }
    // Further up, what is on its way would stand as if it had been said there.
    if !timeline.later {
        for entry in outgoing.iter().filter(|entry| timeline.find(entry.id).is_none()) {
            drawn.day(entry.made_at);
            drawn.say(on_its_way(entry, timeline, me, now));
        }
    }
    drawn.items
}

struct Drawing {
    items: Vec<Arc<Item>>,
    day: i64,
    last: Option<(PersonId, Timestamp)>,
}

impl Drawing {
    fn day(&mut self, at: Timestamp) {
        let day = when::day_of(at);
        // A device's clock may run behind: what is on its way never opens an earlier day.
        if day > self.day {
            self.day = day;
            self.last = None;
            self.items.push(Arc::new(Item::Day(day, at)));
        }
    }

    fn divide(&mut self) {
        self.last = None;
        self.items.push(Arc::new(Item::New));
    }

    fn notice(&mut self, message: &Message, words: String) {
        self.last = None;
        self.items.push(Arc::new(Item::Notice(message.id, message.seq, message.sent_at, words)));
    }

    fn say(&mut self, mut said: Said) {
        said.header = self.last.is_none_or(|(author, at)| author != said.author || said.at.since(at) > GROUPING_MILLIS);
        self.last = Some((said.author, said.at));
        self.items.push(Arc::new(Item::Said(Box::new(said))));
    }
}

fn said(message: &Message, me: PersonId, reaches: &Reaches<'_>, details: &Details) -> Said {
    let own = message.author == me;
    Said {
        id: message.id,
        seq: Some(message.seq),
        author: message.author,
        author_name: message.author_name.clone(),
        author_role: role_of(message.author, details),
        own,
        header: true,
        body: message.body.clone(),
        quote: message.quote.clone().map(|quoted| own_as_you(quoted, me)),
        at: message.sent_at,
        written: (message.sent_at.since(message.written_at) > LATE_MILLIS).then_some(message.written_at),
        edited: message.edited_at.is_some() && message.deleted_at.is_none(),
        deleted: message.deleted_at.is_some(),
        mark: if own && message.deleted_at.is_none() { Mark::of(reaches.reach(message)) } else { Mark::Theirs },
    }
}

/// One's own words are called one's own.
fn own_as_you(mut quoted: Quoted, me: PersonId) -> Quoted {
    if let Quoted::Shown(quote) = &mut quoted
        && quote.author == me
    {
        "You".clone_into(&mut quote.author_name);
    }
    quoted
}

fn role_of(person: PersonId, details: &Details) -> String {
    let person = details.members.iter().find(|member| member.person.id == person).map(|member| &member.person);
    // Whoever gave a number that nobody has checked may be anybody.
    let checked = |person: &Colleague| if is_unverified(person) { "not verified" } else { "" };
    person.map_or_else(String::new, |person| joined(&[&person.role, &person.grade, checked(person)], " \u{b7} "))
}

fn on_its_way(entry: &Outgoing, timeline: &Timeline, me: PersonId, now: Timestamp) -> Said {
    // What it answers may have been changed or deleted while it lay on the device.
    let as_it_is = |quote: &Quote| timeline.find(quote.id).map_or_else(|| quote.clone(), Quote::of);
    Said {
        id: entry.id,
        seq: None,
        author: me,
        author_name: "You".into(),
        author_role: String::new(),
        own: true,
        header: true,
        body: entry.body.clone(),
        quote: entry.quote.as_ref().map(as_it_is).map(|quote| own_as_you(Quoted::Shown(quote), me)),
        at: entry.made_at,
        written: None,
        edited: false,
        deleted: false,
        mark: Mark::on_its_way(entry, now),
    }
}

/// [`Timeline::reach`] for many messages: everybody's receipts are looked up once.
struct Reaches<'a>(Vec<(&'a Member, Option<&'a Receipts>)>);

impl<'a> Reaches<'a> {
    fn of(timeline: &'a Timeline) -> Self {
        let mark_of = |member: &Member| timeline.marks.iter().find(|mark| mark.person == member.person.id);
        Self(timeline.details.members.iter().map(|member| (member, mark_of(member))).collect())
    }

    fn reach(&self, message: &Message) -> Reach {
        let others = self.0.iter().filter(|(member, _)| member.person.id != message.author);
        others.fold(Reach::default(), |reach, (member, mark)| reach.with(member, *mark, message))
    }
}

/// A notice in words; `own` when oneself did it.
pub fn notice_words(author: &str, own: bool, notice: &Notice) -> String {
    let author = if own { "You".to_owned() } else { isolated(author) };
    match notice {
        Notice::Created => format!("{author} made this group"),
        Notice::Added(names) => format!("{author} added {}", list(names)),
        Notice::Left => format!("{author} left"),
        Notice::Removed(name) => format!("{author} removed {}", isolated(name)),
        Notice::Renamed(title) => format!("{author} named this group \u{201c}{}\u{201d}", isolated(title)),
        Notice::Appointed(name, role) => format!("{author} made {} {}", isolated(name), role_words(*role)),
        Notice::History(history) => format!("New members now see {}", history_words(*history)),
        Notice::Other => format!("{author} changed something that this version of Pando does not show"),
    }
}

/// All of them, or of very many the first and how many more: the line tells what happened, the details who is there.
fn list(names: &[String]) -> String {
    let named = if names.len() > MOST_NAMED { FEW_NAMED } else { names.len() };
    let shown: Vec<String> = names.iter().take(named).map(|name| isolated(name)).collect();
    match shown.as_slice() {
        [] => String::new(),
        some if names.len() > named => format!("{} and {} others", some.join(", "), names.len() - named),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// As many are told by name.
const MOST_NAMED: usize = 8;
/// Where there are more, these are.
const FEW_NAMED: usize = 5;

fn role_words(role: Role) -> &'static str {
    match role {
        Role::Member => "a member",
        Role::Admin => "an admin",
        Role::Owner => "an owner",
        Role::Other => "something that this version of Pando does not know",
    }
}

/// What those who join later may see of the past: its key in forms, what it is called, and what that means.
pub const HISTORIES: [(History, &str, &str, &str); 3] = [
    (History::Joining, "joining", "From when they join", "That they joined, and what is said after it"),
    (History::All, "all", "Everything", "For teams whose members change with the shift"),
    (History::None, "none", "Only what is said after they join", "As the first, but not that they joined"),
];

/// What joiners see, in words.
pub fn history_words(history: History) -> &'static str {
    match history {
        History::None => "only what is said after they join",
        History::Joining => "messages from the moment they join",
        History::All => "all messages",
        History::Other => "what a newer version of Pando says",
    }
}

/// Who is typing, in words: names up to two.
pub fn typing_words(names: &[&str]) -> String {
    let names: Vec<String> = names.iter().map(|name| isolated(name)).collect();
    match names.as_slice() {
        [] => String::new(),
        [one] => format!("{one} is typing\u{2026}"),
        [one, two] => format!("{one} and {two} are typing\u{2026}"),
        _ => "Several people are typing\u{2026}".into(),
    }
}

#[cfg(test)]
#[path = "timeline_view_tests.rs"]
mod tests;
