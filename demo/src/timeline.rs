//! Writes one conversation from its first line to its last: who says what when, what is corrected, and who has read it.

use domain::access::{ConversationId, MessageId, PersonId};
use domain::chat::model::{History, Kind, Notice, Role};

use super::days::{Days, talking_time};
use super::dice::Dice;
use super::people::Person;
use super::places::Place;
use super::plan::{CLINICIAN, Plan};
use super::rows::{ConversationRow, MessageRow, Rows};
use super::topics::{BEDSIDE, Topic};
use super::topics_flow::FLOW;
use super::topics_team::TEAM;
use super::words::Scene;

const SECOND: i64 = 1000;
const MINUTE: i64 = 60 * SECOND;

/// Everything a timeline is written from.
pub struct Setting<'a> {
    /// What falls how.
    pub dice: &'a Dice,
    /// When it plays.
    pub days: Days,
    /// Where.
    pub places: &'a [Place],
    /// Among whom.
    pub people: &'a [Person],
}

/// A point up to which people read: the end of a dialogue.
pub struct Stop {
    /// The last seq so far.
    pub seq: i64,
    /// The last number so far.
    pub number: i64,
    /// When it was said.
    pub at: i64,
    /// Places of those who spoke.
    pub spoke: Vec<usize>,
}

/// A conversation while it is being written.
pub struct Timeline<'a> {
    /// What it is written from.
    pub setting: &'a Setting<'a>,
    /// What was planned.
    pub plan: &'a Plan,
    /// Its id.
    pub id: ConversationId,
    /// Where people stop reading.
    pub stops: Vec<Stop>,
    /// When each seat was taken: moment and seq, for those who came later.
    pub joined: Vec<Option<(i64, i64)>>,
    /// When a seat was left.
    pub left: Vec<Option<i64>>,
    seq: i64,
    number: i64,
    shape: i64,
    last_line: (i64, i64),
    created_at: i64,
}

/// Writes `plan` into `rows`.
pub fn write<'a>(setting: &'a Setting<'a>, plan: &'a Plan, rows: &mut Rows) -> Timeline<'a> {
    let created_at = setting.days.moment(plan.from);
    let mut timeline = Timeline {
        setting,
        plan,
        id: ConversationId(setting.dice.id(created_at)),
        stops: Vec::new(),
        joined: plan.seats.iter().map(|_| None).collect(),
        left: plan.seats.iter().map(|_| None).collect(),
        seq: 0,
        number: 0,
        shape: 1,
        last_line: (0, created_at),
        created_at,
    };
    if plan.kind == Kind::Group {
        timeline.tell(rows, 0, created_at, &Notice::Created);
    }
    timeline.talk(rows);
    timeline.close(rows);
    timeline
}

impl Timeline<'_> {
    /// The person in a seat.
    pub fn person(&self, seat: usize) -> &Person {
        &self.setting.people[self.plan.seats[seat].person]
    }

    /// The change that brought this person in.
    pub fn joined_seq(&self, person: PersonId) -> i64 {
        let seats = self.joined.iter().enumerate();
        seats.filter(|(seat, _)| self.person_id(*seat) == person).find_map(|(_, joined)| joined.map(|joined| joined.1)).unwrap_or(1)
    }

    fn person_id(&self, seat: usize) -> PersonId {
        self.person(seat).id
    }

    fn talk(&mut self, rows: &mut Rows) {
        let lengths = self.lengths();
        let starts = self.starts(&lengths);
        let (joins, leaves) = self.comings(lengths.len());
        for (at, (length, start)) in lengths.iter().zip(starts).enumerate() {
            if joins == Some(at) {
                self.join(rows, start);
            }
            if leaves == Some(at) {
                self.leave(rows, start);
            }
            self.dialogue(rows, start, *length, lengths.len() - at);
        }
    }

    /// How many lines each dialogue has; between two people the last ones may have gone unanswered.
    fn lengths(&self) -> Vec<usize> {
        let dice = self.setting.dice;
        let unanswered = if self.plan.kind == Kind::Direct { self.plan.seats.iter().map(|seat| seat.behind).max().unwrap_or(0) } else { 0 };
        let mut left = self.plan.messages.saturating_sub(unanswered);
        let mut lengths = Vec::with_capacity(left / 3 + 1);
        while left > 0 {
            let length = (2 + dice.below(4)).min(left);
            lengths.push(length);
            left -= length;
        }
        lengths.extend(std::iter::repeat_n(1, unanswered.min(self.plan.messages)));
        lengths
    }

    /// When each dialogue starts, in the plan's time: one after the other.
    fn starts(&self, lengths: &[usize]) -> Vec<i64> {
        let plan = self.plan;
        let from = plan.from + 30 * MINUTE;
        let mut starts: Vec<i64> = lengths.iter().map(|_| talking_time(self.setting.dice, from, plan.until, plan.at_night)).collect();
        starts.sort_unstable();
        let mut limit = plan.until;
        // From the end on each gives way to the next, so that no two are under way at once.
        for (start, length) in starts.iter_mut().zip(lengths).rev() {
            let longest = i64::try_from(*length).unwrap_or(0) * 11 * MINUTE;
            *start = (*start).min(limit - longest);
            limit = *start - MINUTE;
        }
        starts
    }

    /// In some groups the last seat is taken later, in others the one before is left.
    fn comings(&self, dialogues: usize) -> (Option<usize>, Option<usize>) {
        let (dice, seats) = (self.setting.dice, &self.plan.seats);
        if self.plan.kind == Kind::Direct || seats.len() < 5 || dialogues < 12 {
            return (None, None);
        }
        let free = |seat: usize| seats[seat].person != CLINICIAN;
        let joins = (dice.happens(350) && free(seats.len() - 1)).then(|| dialogues / 4 + dice.below(dialogues / 4));
        let leaves = (dice.happens(150) && free(seats.len() - 2)).then(|| dialogues / 2 + dice.below(dialogues / 4));
        (joins, leaves)
    }

    fn join(&mut self, rows: &mut Rows, start: i64) {
        let (seat, at) = (self.plan.seats.len() - 1, self.setting.days.moment(start) - MINUTE.min(self.room(start)));
        self.shape += 1;
        self.tell(rows, 0, at, &Notice::Added(vec![self.person(seat).name.clone()]));
        self.joined[seat] = Some((at, self.seq));
    }

    fn leave(&mut self, rows: &mut Rows, start: i64) {
        let (seat, at) = (self.plan.seats.len() - 2, self.setting.days.moment(start) - MINUTE.min(self.room(start)));
        self.shape += 1;
        self.tell(rows, seat, at, &Notice::Left);
        self.left[seat] = Some(at);
    }

    /// How much time lies between the last line and `start`.
    fn room(&self, start: i64) -> i64 {
        (self.setting.days.moment(start) - self.last_line.1).max(1) - 1
    }

    fn tell(&mut self, rows: &mut Rows, seat: usize, at: i64, notice: &Notice) {
        let text = serde_json::to_string(notice).expect("a notice is plain data");
        self.line(rows, seat, at, Some(text), String::new(), None);
    }

    fn dialogue(&mut self, rows: &mut Rows, start: i64, length: usize, from_end: usize) {
        let dice = self.setting.dice;
        let Some((asker, other)) = self.speakers(from_end) else { return };
        let topic = topic(dice, self.plan);
        let names = self.person(other).first_name().to_owned();
        let scene = Scene::new(dice, &self.setting.places[self.plan.place].ward_names, &names);
        let turns = [(asker, topic.open), (other, topic.answer), (asker, topic.more), (other, topic.then), (asker, topic.close)];
        // A short dialogue ends with its thanks.
        let turns: Vec<_> = if length == 3 { vec![turns[0], turns[1], turns[4]] } else { turns.into_iter().take(length).collect() };
        let (mut planned, mut first) = (start, None);
        let mut spoke = Vec::with_capacity(2);
        for (seat, says) in turns {
            // Never before the line above: what is drawn together at the end of today would meet.
            let at = self.setting.days.moment(planned).max(self.last_line.1 + 1);
            let reply = first.filter(|_| seat != asker && dice.happens(if self.plan.kind == Kind::Direct { 100 } else { 350 }));
            let id = self.say(rows, seat, at, scene.fill(dice.pick(says)), reply);
            first = first.or(Some(id));
            spoke.push(seat);
            planned += dice.between(40 * SECOND, if dice.happens(700) { 3 * MINUTE } else { 10 * MINUTE });
        }
        self.stops.push(Stop { seq: self.seq, number: self.number, at: self.last_line.1, spoke });
    }

    /// Two who may speak now: not those who have not read what came before, nor those who are not there.
    fn speakers(&self, from_end: usize) -> Option<(usize, usize)> {
        let seats = &self.plan.seats;
        // The last seat of a larger group may be taken late: before it is, nobody speaks from it.
        let joiner_waits = |seat: usize| seat == seats.len() - 1 && self.joined[seat].is_none() && seats.len() >= 5;
        let here = |seat: usize| self.left[seat].is_none() && !joiner_waits(seat);
        let awake: Vec<usize> = (0..seats.len()).filter(|seat| here(*seat) && seats[*seat].behind < from_end).collect();
        match awake.len() {
            0 => None,
            1 => Some((awake[0], awake[0])),
            count => {
                let one = self.setting.dice.below(count);
                let other = (one + 1 + self.setting.dice.below(count - 1)) % count;
                Some((awake[one], awake[other]))
            }
        }
    }

    fn say(&mut self, rows: &mut Rows, seat: usize, at: i64, body: String, reply_to: Option<MessageId>) -> MessageId {
        self.number += 1;
        let id = self.line(rows, seat, at, None, body, reply_to);
        let falls = self.setting.dice.below(1000);
        // Nothing is changed in the future.
        let changed_at = (at + 15 * SECOND).min(self.setting.days.now());
        if falls < 12 {
            self.edit(rows, changed_at);
        } else if falls < 17 {
            self.delete(rows, changed_at);
        }
        id
    }

    fn line(
        &mut self,
        rows: &mut Rows,
        seat: usize,
        at: i64,
        notice: Option<String>,
        body: String,
        reply_to: Option<MessageId>,
    ) -> MessageId {
        self.seq += 1;
        self.last_line = (self.seq, at);
        let id = MessageId(self.setting.dice.id(at));
        rows.messages.push(MessageRow {
            conversation: self.id,
            seq: self.seq,
            number: self.number,
            id,
            author: self.person_id(seat),
            notice,
            body,
            reply_to,
            sent_at: at,
            version: 1,
            changed_seq: self.seq,
            edited_at: None,
            deleted_at: None,
        });
        id
    }

    fn edit(&mut self, rows: &mut Rows, at: i64) {
        let Some(row) = self.change(rows, at) else { return };
        row.edited_at = Some(at);
        let earlier = typo(&row.body);
        let version = (self.id, row.id, 1, earlier, at);
        rows.versions.push(version);
    }

    fn delete(&mut self, rows: &mut Rows, at: i64) {
        let Some(row) = self.change(rows, at) else { return };
        row.deleted_at = Some(at);
        let version = (self.id, row.id, 1, std::mem::take(&mut row.body), at);
        rows.versions.push(version);
    }

    /// The last line, with a change of its own in the order of changes.
    fn change<'r>(&mut self, rows: &'r mut Rows, at: i64) -> Option<&'r mut MessageRow> {
        let row = rows.messages.last_mut()?;
        self.seq += 1;
        rows.events.push((self.id, self.seq, row.seq, at));
        row.version += 1;
        row.changed_seq = self.seq;
        Some(row)
    }

    fn close(&self, rows: &mut Rows) {
        let ids = [self.person_id(0), self.person_id(self.plan.seats.len() - 1)];
        let pair = (self.plan.kind == Kind::Direct).then(|| pair(ids[0], ids[1]));
        let members = self.left.iter().filter(|left| left.is_none()).count();
        rows.conversations.push(ConversationRow {
            id: self.id,
            organisation: self.setting.places[self.plan.place].id,
            kind: self.plan.kind,
            title: self.plan.title.clone(),
            history: self.plan.history,
            pair,
            members: i64::try_from(members).unwrap_or(0),
            shape: self.shape,
            last_seq: self.seq,
            last_number: self.number,
            last_line: self.last_line.0,
            last_at: self.last_line.1,
            created_by: ids[0],
            created_at: self.created_at,
        });
    }

    /// When the conversation began, when its last line was said, and its last seq and number.
    pub fn ends(&self) -> (i64, i64, i64, i64) {
        (self.created_at, self.last_line.1, self.seq, self.number)
    }

    /// From which seq on somebody who took their seat with the notice `seq` sees the timeline.
    pub fn seen_from(&self, seq: i64) -> i64 {
        match self.plan.history {
            History::All => 1,
            History::Joining => seq,
            History::None | History::Other => seq + 1,
        }
    }

    /// What somebody in a seat may do.
    pub fn role(&self, seat: usize) -> Role {
        self.plan.seats[seat].role
    }
}

/// Both ids in order, so that two people have one direct conversation.
fn pair(one: PersonId, other: PersonId) -> String {
    format!("{}:{}", one.min(other), one.max(other))
}

fn topic(dice: &Dice, plan: &Plan) -> &'static Topic {
    let from = match (plan.kind, dice.below(10)) {
        (Kind::Direct, 0..=4) | (Kind::Group | Kind::Other, 0..=2) => BEDSIDE,
        (Kind::Direct, _) | (Kind::Group | Kind::Other, 3..=5) => FLOW,
        // The last of them is about people at home.
        (Kind::Group | Kind::Other, _) if plan.place == 0 => &TEAM[..TEAM.len() - 1],
        (Kind::Group | Kind::Other, _) => TEAM,
    };
    &from[dice.below(from.len())]
}

/// A text as it was before it was corrected: two letters changed places.
fn typo(text: &str) -> String {
    let mut letters: Vec<char> = text.chars().collect();
    let at = letters.len() / 2;
    let pair = (at..letters.len().saturating_sub(1))
        .find(|at| letters[*at].is_alphabetic() && letters[at + 1].is_alphabetic() && letters[*at] != letters[at + 1]);
    match pair {
        Some(at) => letters.swap(at, at + 1),
        None => letters.push('.'),
    }
    letters.into_iter().collect()
}
