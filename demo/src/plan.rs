//! Which conversations there are, who is in them, and how much is said.

use std::collections::HashSet;

use domain::account::model::Body;
use domain::chat::model::{History, Kind, Role};

use super::Size;
use super::days::DAY;
use super::dice::Dice;
use super::people::Person;
use super::places::Place;

/// The clinician to sign in as.
pub const CLINICIAN: usize = 0;

/// A conversation to be written.
pub struct Plan {
    /// Which organisation's.
    pub place: usize,
    /// Direct or group.
    pub kind: Kind,
    /// The group's title.
    pub title: String,
    /// What joiners see.
    pub history: History,
    /// Who is in it; the first one began it.
    pub seats: Vec<Seat>,
    /// How many messages are said.
    pub messages: usize,
    /// When it begins, in the plan's time.
    pub from: i64,
    /// When it falls silent.
    pub until: i64,
    /// Whether its people work at night.
    pub at_night: bool,
}

/// Somebody's place in a conversation, and what is theirs alone.
pub struct Seat {
    /// Who.
    pub person: usize,
    /// What they may do.
    pub role: Role,
    /// How many of the last dialogues they have not read.
    pub behind: usize,
    /// Kept on top.
    pub pinned: bool,
    /// Does not ask for attention.
    pub muted: bool,
    /// Put away.
    pub archived: bool,
    /// Marked as unread by hand.
    pub marked_unread: bool,
    /// Typed and not sent.
    pub draft: &'static str,
}

/// Teams that are more than one ward's.
const TEAMS: [(&str, bool); 14] = [
    ("Respiratory MDT", false),
    ("Hospital at Night", true),
    ("Medical registrars on call", true),
    ("Site and flow", false),
    ("Cardiac arrest team", true),
    ("Junior doctors’ mess", false),
    ("Infection prevention", false),
    ("Lung cancer MDT", false),
    ("Discharge hub", false),
    ("Critical care outreach", true),
    ("Stroke thrombolysis", false),
    ("Pharmacy and wards", false),
    ("Therapies", false),
    ("Deteriorating patient group", false),
];
/// What small groups are about; the brace is a ward.
const SUBJECTS: [&str; 12] = [
    "{} discharges",
    "Audit: VTE on {}",
    "{} weekend cover",
    "{} falls project",
    "Late shift {}",
    "{} induction",
    "Outliers from {}",
    "{} study day",
    "Rota swaps {}",
    "{} equipment",
    "Sepsis champions {}",
    "{} family meeting",
];

/// The plans of all conversations of a world of this `size`.
pub fn plans(dice: &Dice, size: &Size, places: &[Place], people: &[Person]) -> Vec<Plan> {
    let count = size.conversations.max(1);
    // No more than there are names for: those above, and three for each ward.
    let teams = (count * 7 / 100).clamp(1, 14 + 3 * places.iter().map(|place| place.wards.len()).sum::<usize>());
    let small = count * 12 / 100;
    let mut plans: Vec<Plan> = (0..teams).map(|at| team(dice, places, people, at)).collect();
    plans.extend((0..small).map(|_| small_group(dice, places, people)));
    let pairs = pairs(dice, size, people, count.saturating_sub(teams + small));
    plans.extend(pairs.into_iter().map(|pair| direct(dice, people, pair)));
    if size.crowded {
        for plan in &mut plans {
            seat_clinician(plan);
        }
    }
    // What a pair could not be found for becomes a group.
    while plans.len() < count {
        plans.push(small_group(dice, places, people));
        if size.crowded {
            plans.last_mut().into_iter().for_each(seat_clinician);
        }
    }
    share_out(dice, size.messages, &mut plans);
    dress_inbox(dice, &mut plans);
    plans
}

fn seat_clinician(plan: &mut Plan) {
    if plan.seats.iter().all(|seat| seat.person != CLINICIAN) {
        plan.seats.push(Seat::new(CLINICIAN, Role::Member));
    }
}

impl Seat {
    fn new(person: usize, role: Role) -> Self {
        Self { person, role, behind: 0, pinned: false, muted: false, archived: false, marked_unread: false, draft: "" }
    }
}

fn team(dice: &Dice, places: &[Place], people: &[Person], at: usize) -> Plan {
    if let Some(&(title, at_night)) = TEAMS.get(at) {
        let clinicians = |person: &Person| person.place == 0 && person.body != Body::None;
        let mut members = choose(dice, people, 18, clinicians);
        // The clinician is in the first of them; of all teams that would be more than anybody has.
        if at < 6 && !members.contains(&CLINICIAN) {
            members.push(CLINICIAN);
        }
        return group(dice, 0, title.to_owned(), &members, at_night);
    }
    let wards: Vec<(usize, usize)> =
        places.iter().enumerate().flat_map(|(place, all)| (0..all.wards.len()).map(move |ward| (place, ward))).collect();
    let (place, ward) = wards[(at - TEAMS.len()) % wards.len()];
    let name = &places[place].wards[ward].name;
    let here = |person: &Person| person.place == place && person.ward == ward;
    let (title, members) = match (at - TEAMS.len()) / wards.len() {
        0 => (format!("{name} nurses"), choose(dice, people, 30, |person| here(person) && matches!(person.body, Body::Nmc))),
        1 => (format!("{name} board round"), choose(dice, people, 40, here)),
        _ => (format!("{name} doctors"), choose(dice, people, 25, |person| here(person) && matches!(person.body, Body::Gmc))),
    };
    group(dice, place, title, &with_company(dice, people, place, members), false)
}

fn small_group(dice: &Dice, places: &[Place], people: &[Person]) -> Plan {
    let place = usize::from(dice.happens(250));
    let ward = dice.below(places[place].wards.len());
    let title = dice.pick(&SUBJECTS).replace("{}", &places[place].wards[ward].name);
    let size = 3 + dice.below(6);
    let mut members = choose(dice, people, size, |person| person.place == place);
    if place == 0 && dice.happens(90) && !members.contains(&CLINICIAN) {
        members.push(CLINICIAN);
    }
    group(dice, place, title, &with_company(dice, people, place, members), false)
}

/// At least three, so that a group is one.
fn with_company(dice: &Dice, people: &[Person], place: usize, mut members: Vec<usize>) -> Vec<usize> {
    for other in choose(dice, people, 6, |person| person.place == place) {
        if members.len() < 3 && !members.contains(&other) {
            members.push(other);
        }
    }
    members
}

/// At most so many of those who fit.
fn choose(dice: &Dice, people: &[Person], most: usize, fits: impl Fn(&Person) -> bool) -> Vec<usize> {
    // From anywhere: from the beginning the same few would be in everything.
    let start = dice.below(people.len());
    let around = (0..people.len()).map(|at| (start + at) % people.len());
    around.filter(|at| fits(&people[*at])).take(most).collect()
}

fn group(dice: &Dice, place: usize, title: String, members: &[usize], at_night: bool) -> Plan {
    let seats = members.iter().enumerate().map(|(at, person)| {
        let role = if at == 0 {
            Role::Owner
        } else if at == 1 {
            Role::Admin
        } else {
            Role::Member
        };
        let behind = if dice.happens(250) { 1 + dice.below(4) } else { 0 };
        Seat { behind, muted: dice.happens(60), pinned: dice.happens(50), ..Seat::new(*person, role) }
    });
    let history = if dice.happens(300) { History::All } else { History::Joining };
    let seats = seats.collect();
    let (from, until) = (-90 * DAY + dice.between(0, 20 * DAY), if dice.happens(850) { DAY } else { -dice.between(0, 40) * DAY });
    Plan { place, kind: Kind::Group, title, history, seats, messages: 0, from, until, at_night }
}

/// Pairs of colleagues, each once; the clinician has some thirty of them, or all of them in a crowded world.
fn pairs(dice: &Dice, size: &Size, people: &[Person], count: usize) -> Vec<(usize, usize)> {
    let mut seen = HashSet::new();
    let mut pairs = Vec::with_capacity(count);
    // Not without end: in a small hospital there may not be so many pairs.
    for attempt in 0..count * 4 {
        if pairs.len() == count {
            break;
        }
        let own = if size.crowded { true } else { attempt < 34 };
        let one = if own { CLINICIAN } else { dice.below(people.len()) };
        let other = if size.crowded { attempt % people.len() } else { dice.below(people.len()) };
        let pair = (one.min(other), one.max(other));
        if one != other && people[one].place == people[other].place && seen.insert(pair) {
            pairs.push(pair);
        }
    }
    pairs
}

fn direct(dice: &Dice, people: &[Person], (one, other): (usize, usize)) -> Plan {
    let mut seats = vec![Seat::new(one, Role::Member), Seat::new(other, Role::Member)];
    let from = -dice.between(1, 90) * DAY;
    let alive = one == CLINICIAN || dice.happens(450);
    let until = if alive { DAY } else { from + dice.between(1, (-from / DAY).max(1)) * DAY };
    if one != CLINICIAN && dice.happens(150) {
        seats[dice.below(2)].behind = 1;
    }
    Plan {
        place: people[one].place,
        kind: Kind::Direct,
        title: String::new(),
        history: History::All,
        seats,
        messages: 0,
        from,
        until,
        at_night: dice.happens(150),
    }
}

/// Gives every conversation its share of all messages: teams talk most.
fn share_out(dice: &Dice, messages: usize, plans: &mut [Plan]) {
    let weights: Vec<usize> = plans
        .iter()
        .map(|plan| match plan.seats.len() {
            0..=2 => 20 + dice.below(60),
            3..=9 => 80 + dice.below(160),
            _ => 350 + dice.below(600),
        })
        .collect();
    let whole: usize = weights.iter().sum();
    for (plan, weight) in plans.iter_mut().zip(weights) {
        // Upwards, so that nothing is silent.
        plan.messages = (messages * weight).div_ceil(whole.max(1));
    }
}

/// The clinician's inbox: something unread, pinned, muted, put away and begun.
fn dress_inbox(dice: &Dice, plans: &mut [Plan]) {
    const DRAFTS: [&str; 2] = ["Could you also check the gentamicin level before", "Sorry for the delay, I'll be there after the"];
    let mine = plans.iter_mut().flat_map(|plan| {
        let (kind, alive) = (plan.kind, plan.until == DAY);
        plan.seats.iter_mut().filter(|seat| seat.person == CLINICIAN).map(move |seat| (kind, alive, seat))
    });
    for (at, (kind, alive, seat)) in mine.enumerate() {
        let group = kind == Kind::Group;
        seat.behind = if alive && at % 3 == 1 { 1 + dice.below(if group { 3 } else { 2 }) } else { 0 };
        seat.pinned = at == 0 || at == 14;
        seat.muted = at == 5 || at == 8;
        // Nothing unread is put away: what is said brings a conversation back.
        seat.archived = !alive && seat.behind == 0;
        seat.marked_unread = at == 21;
        seat.draft = if at == 3 {
            DRAFTS[0]
        } else if at == 17 {
            DRAFTS[1]
        } else {
            ""
        };
    }
}
