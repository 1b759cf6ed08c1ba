//! What the switcher offers for a text, and in which order.

use std::cmp::Reverse;
use std::collections::HashMap;

use domain::access::{ConversationId, PersonId};
use domain::chat::model::{Filter, FoundRows, Kind, MOST_FOUND, Row, Wanted};
use domain::directory::model::Colleague;
use leptos::prelude::*;

use super::super::inbox_view::face_of;
use super::super::people::place;
use super::super::state::ChatState;
use call::failure::Problem;
use ui::counted;

/// A screen that is looked for by its name, as whoever draws the frame tells of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Screen {
    /// Where it is.
    pub path: &'static str,
    /// What it is called.
    pub name: &'static str,
    /// What else people call it, and what they go there for.
    pub also: &'static str,
    /// Its sign.
    pub icon: &'static str,
    /// What tells it from people and conversations of that name.
    pub more: String,
}

/// Something to go to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// Where it leads.
    pub to: To,
    /// What it is called.
    pub name: String,
    /// What tells it from others of that name.
    pub more: String,
    /// Whose colour it has.
    pub face: String,
    /// Whether it is a group.
    pub group: bool,
    /// The sign of what has no face.
    pub icon: Option<&'static str>,
}

/// Where an offer leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum To {
    /// To what one is in.
    Conversation(ConversationId),
    /// To somebody one may never have talked with.
    Person(PersonId),
    /// To a screen.
    Screen(&'static str),
}

impl Offer {
    /// Names its line.
    pub fn id(&self) -> String {
        match self.to {
            To::Conversation(id) => format!("offer-{id}"),
            To::Person(id) => format!("offer-{id}"),
            To::Screen(path) => format!("offer-{path}"),
        }
    }
}

/// Everything that answers a text, as far as it is known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Offers {
    /// The best first.
    pub list: Vec<Offer>,
    /// Nothing that is still to come can stand before the first.
    pub firm: bool,
}

/// Everything that answers a text: first what one is in, then people, then screens. People are not offered before all that one
/// is in is known: what is meant for a team would go to a stranger who works there. Screens come when nothing else will: what
/// stands above them would push them from under the hand.
pub fn offers(
    chat: ChatState,
    places: &HashMap<PersonId, String>,
    screens: &[Screen],
    text: &str,
    mine: Option<Result<FoundRows, Problem>>,
    people: Option<Result<Vec<Colleague>, Problem>>,
) -> Offers {
    let wanted = Wanted::of(text, browser::plain);
    let whole =
        [Filter::All, Filter::Archived].into_iter().map(|filter| chat.shelf(filter)).all(|shelf| shelf.loaded && shelf.below.is_none());
    let (known, certain) = (mine.is_some(), mine.as_ref().is_some_and(Result::is_ok));
    let mine = mine.and_then(Result::ok).unwrap_or_default();
    let mut places = places.clone();
    places.extend(mine.people.iter().map(|person| (person.id, place(person))));
    let found = chat.inbox.with(|inbox| conversations(&inbox.rows, &mine.rows, &places, &wanted));
    let best = found.first().map(|(rank, _)| *rank);
    let answered = known && people.is_some();
    // A title that is the text itself (0) comes before all that may still come, and what is held before what is fetched.
    let firm = best.map_or(answered, |rank| known || whole || rank == 0);
    let mut list: Vec<Offer> = found.into_iter().map(|(_, offer)| offer).collect();
    let people = people.and_then(Result::ok).filter(|_| certain).unwrap_or_default();
    let strangers = strangers(chat.my_id(), &list, people, &wanted);
    list.extend(strangers);
    if answered && !text.trim().is_empty() {
        list.extend(named(screens, &wanted));
    }
    Offers { list, firm }
}

/// What one is in and how well it answers, the best first; of what answers alike, what is held already, which so never moves.
fn conversations(held: &[Row], more: &[Row], places: &HashMap<PersonId, String>, wanted: &Wanted) -> Vec<(u8, Offer)> {
    let unheld = more.iter().filter(|row| held.iter().all(|held| held.conversation != row.conversation));
    let rows = held.iter().map(|row| (false, row)).chain(unheld.map(|row| (true, row)));
    let mut found: Vec<_> = rows.filter_map(|(came, row)| wanted.rank(&row.title).map(|rank| (rank, came, row))).collect();
    found.sort_by_key(|(rank, came, row)| (*rank, *came, Reverse((row.is_unread(), row.activity_at.0))));
    // Until it is known the line keeps its room, so that nothing moves when it comes.
    let place = |person: PersonId| places.get(&person).cloned().unwrap_or_else(|| "\u{a0}".into());
    let offer = |row: &Row| Offer {
        to: To::Conversation(row.conversation),
        name: row.title.clone(),
        more: row.with.map_or_else(|| counted(row.members, "member", "members"), place),
        face: face_of(row),
        group: row.kind == Kind::Group,
        icon: None,
    };
    found.into_iter().take(MOST_FOUND).map(|(rank, _, row)| (rank, offer(row))).collect()
}

/// People who are not offered already.
fn strangers(me: PersonId, offered: &[Offer], mut people: Vec<Colleague>, wanted: &Wanted) -> Vec<Offer> {
    let faces: Vec<&str> = offered.iter().map(|offer| offer.face.as_str()).collect();
    // Those one talks with are offered as that conversation, which has their face.
    people.retain(|person| person.id != me && !faces.contains(&person.id.to_string().as_str()));
    people.sort_by_key(|person| person_rank(person, wanted));
    let offer = |person: Colleague| Offer {
        to: To::Person(person.id),
        more: place(&person),
        face: person.id.to_string(),
        name: person.name,
        group: false,
        icon: None,
    };
    people.into_iter().map(offer).collect()
}

/// Screens by their name first, then by what else they are called.
fn named(screens: &[Screen], wanted: &Wanted) -> Vec<Offer> {
    let rank = |screen: &Screen| {
        // Behind all that its name finds, whose ranks are 0 to 2.
        let everything = || wanted.rank(&format!("{} {}", screen.name, screen.also)).map(|rank| rank + 3);
        wanted.rank(screen.name).or_else(everything)
    };
    let mut found: Vec<_> = screens.iter().filter_map(|screen| rank(screen).map(|rank| (rank, screen))).collect();
    found.sort_by_key(|(rank, _)| *rank);
    let offer = |screen: &Screen| Offer {
        to: To::Screen(screen.path),
        name: screen.name.to_owned(),
        more: screen.more.clone(),
        face: String::new(),
        group: false,
        icon: Some(screen.icon),
    };
    found.into_iter().map(|(_, screen)| offer(screen)).collect()
}

/// People by their name first, then by what they do and where.
fn person_rank(person: &Colleague, wanted: &Wanted) -> u8 {
    let everything = format!("{} {} {}", person.name, person.grade, place(person));
    wanted.rank(&person.name).or_else(|| wanted.rank(&everything).map(|rank| rank + 3)).unwrap_or(6)
}

#[cfg(test)]
mod tests {
    use domain::access::Timestamp;
    use uuid::Uuid;

    use super::*;

    fn direct(n: u128) -> Row {
        Row {
            conversation: ConversationId(Uuid::from_u128(n)),
            kind: Kind::Direct,
            title: "Ben Okafor".into(),
            with: Some(PersonId(Uuid::from_u128(n))),
            members: 2,
            last: None,
            last_seq: 0,
            last_number: 0,
            read_number: 0,
            unread: 0,
            marked_unread: false,
            pinned: false,
            muted: false,
            archived: false,
            draft: String::new(),
            answers: None,
            activity_at: Timestamp(1),
            feed: 0,
        }
    }

    #[test]
    fn two_people_of_one_name_are_told_apart_by_what_they_do() {
        let group = Row { kind: Kind::Group, with: None, members: 3, activity_at: Timestamp(0), ..direct(3) };
        let places = HashMap::from([(PersonId(Uuid::from_u128(1)), "Porter \u{b7} Ward 7".to_owned())]);
        let rows = [Row { activity_at: Timestamp(2), ..direct(1) }, direct(2), group];
        let found = conversations(&rows, &[], &places, &Wanted::of("ben", browser::plain));
        let more: Vec<&str> = found.iter().map(|(_, offer)| offer.more.as_str()).collect();
        assert_eq!(more, ["Porter \u{b7} Ward 7", "\u{a0}", "3 members"]);
    }

    fn titled(n: u128, title: &str) -> Row {
        Row { kind: Kind::Group, with: None, title: title.into(), activity_at: Timestamp(0), ..direct(n) }
    }

    #[test]
    fn what_is_not_held_stands_where_it_belongs_and_nothing_twice() {
        let held = [titled(1, "Ward 71"), titled(2, "Night team, ward 7")];
        let more =
            [titled(3, "Ward 7"), titled(2, "Night team, ward 7"), Row { activity_at: Timestamp(9), ..titled(4, "Late team, ward 7") }];
        let found = conversations(&held, &more, &HashMap::new(), &Wanted::of("ward 7", browser::plain));
        let names: Vec<(u8, &str)> = found.iter().map(|(rank, offer)| (*rank, offer.name.as_str())).collect();
        assert_eq!(names, [(0, "Ward 7"), (1, "Night team, ward 7"), (1, "Late team, ward 7"), (2, "Ward 71")]);
    }

    #[test]
    fn a_screen_is_found_by_its_name_and_after_that_by_what_people_call_it() {
        let screen = |path, name, also| Screen { path, name, also, icon: "settings", more: "Screen".into() };
        let all = [
            screen("/settings", "Settings", "preferences theme sign out log out"),
            screen("/settings/pin", "Change your PIN", "passcode"),
            screen("/settings/devices", "Devices", "sign out"),
            screen("/help", "Help", "settings of the browser"),
        ];
        let found = |text: &str| named(&all, &Wanted::of(text, browser::plain)).into_iter().map(|offer| offer.to).collect::<Vec<_>>();
        assert_eq!(found("sett"), ["/settings", "/help"].map(To::Screen));
        assert_eq!(found("change pin"), ["/settings/pin"].map(To::Screen));
        assert_eq!(found("SIGN OUT"), ["/settings", "/settings/devices"].map(To::Screen));
        assert_eq!(found("ward"), []);
    }
}
