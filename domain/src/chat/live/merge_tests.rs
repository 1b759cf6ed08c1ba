//! Every order of answers, events, gaps and jumps ends in an unbroken stretch of what the server has.

use std::collections::VecDeque;

use proptest::prelude::*;
use uuid::Uuid;

use super::super::model::{Details, History, Kind, Message, Page};
use super::{Answered, Event, Fit, Timeline};
use crate::access::{ConversationId, MessageId, PersonId, Timestamp};

const PAGE: usize = 5;

/// A server with one conversation: lines, and every change of them.
#[derive(Default)]
struct Server {
    lines: Vec<Message>,
    events: Vec<Event>,
}

impl Server {
    fn last_seq(&self) -> i64 {
        i64::try_from(self.events.len()).expect("few")
    }

    fn say(&mut self) {
        let seq = self.last_seq() + 1;
        let message = Message {
            seq,
            number: seq,
            id: MessageId(Uuid::from_u128(seq.unsigned_abs().into())),
            author: PersonId(Uuid::nil()),
            author_name: "Asha Patel".into(),
            notice: None,
            body: "Bed 4 is ready".into(),
            quote: None,
            sent_at: Timestamp(seq),
            written_at: Timestamp(seq),
            version: 1,
            changed_seq: seq,
            edited_at: None,
            deleted_at: None,
        };
        self.lines.push(message.clone());
        self.events.push(Event::Said(message));
    }

    fn change(&mut self, which: usize) {
        let seq = self.last_seq() + 1;
        let count = self.lines.len();
        let Some(line) = self.lines.get_mut(which.checked_rem(count).unwrap_or(0)) else { return };
        line.version += 1;
        line.changed_seq = seq;
        line.body = format!("Bed {seq} is ready");
        self.events.push(Event::Changed { seq, message: line.clone() });
    }

    fn around(&self, centre: i64) -> Timeline {
        let at = self.lines.iter().position(|line| line.seq >= centre).unwrap_or(self.lines.len());
        let (from, to) = (at.saturating_sub(2), (at + PAGE).min(self.lines.len()));
        timeline(self.lines[from..to].to_vec(), from > 0, to < self.lines.len(), self.last_seq())
    }

    fn before(&self, seq: i64) -> Page {
        let older: Vec<_> = self.lines.iter().filter(|line| line.seq < seq).cloned().collect();
        let from = older.len().saturating_sub(PAGE);
        Page { messages: older[from..].to_vec(), more: from > 0, last_seq: self.last_seq() }
    }

    fn after(&self, seq: i64) -> Page {
        let newer: Vec<_> = self.lines.iter().filter(|line| line.seq > seq).cloned().collect();
        Page { messages: newer.iter().take(PAGE).cloned().collect(), more: newer.len() > PAGE, last_seq: self.last_seq() }
    }
}

fn timeline(messages: Vec<Message>, earlier: bool, later: bool, last_seq: i64) -> Timeline {
    let details =
        Details { kind: Kind::Direct, title: String::new(), history: History::All, large: false, present: 2, members: Vec::new() };
    Timeline {
        conversation: ConversationId(Uuid::nil()),
        details,
        marks: Vec::new(),
        messages,
        earlier,
        later,
        last_seq,
        recent: VecDeque::new(),
    }
}

/// An answer on its way.
enum Answer {
    Opened(Timeline),
    Latest(Page),
    Earlier(Page, i64),
    Later(Page, i64),
}

#[derive(Clone, Copy, Debug)]
enum Step {
    Say,
    Change(usize),
    Tell(usize),
    Lose,
    Jump(usize),
    ToEnd,
    Earlier,
    Later,
    Answer(usize),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        6 => Just(Step::Say),
        3 => (0..40_usize).prop_map(Step::Change),
        5 => (1..4_usize).prop_map(Step::Tell),
        1 => Just(Step::Lose),
        2 => (0..60_usize).prop_map(Step::Jump),
        2 => Just(Step::ToEnd),
        3 => Just(Step::Earlier),
        3 => Just(Step::Later),
        6 => (0..6_usize).prop_map(Step::Answer),
    ]
}

struct Browser {
    held: Timeline,
    told: usize,
    under_way: Vec<Answer>,
}

impl Browser {
    fn take(&mut self, server: &Server, answer: Answer) {
        let stale = match answer {
            Answer::Opened(opened) => self.held.take_opened(opened),
            Answer::Latest(page) => self.held.take_latest(page),
            Answer::Earlier(page, first) => self.held.take_earlier(page, first),
            Answer::Later(page, last) => self.held.take_later(page, last),
        } == Answered::Stale;
        if stale {
            self.under_way.push(Answer::Opened(server.around(i64::MAX)));
        }
    }

    fn tell(&mut self, server: &Server, count: usize) {
        for event in server.events.iter().skip(self.told).take(count) {
            if self.held.apply(event) == Fit::Gap {
                self.under_way.push(Answer::Opened(server.around(i64::MAX)));
            }
        }
        self.told = self.told.saturating_add(count).min(server.events.len());
    }

    fn step(&mut self, server: &mut Server, step: Step) {
        match step {
            Step::Say => server.say(),
            Step::Change(which) => server.change(which),
            Step::Tell(count) => self.tell(server, count),
            Step::Lose => self.told = server.events.len(),
            Step::Jump(to) => self.under_way.push(Answer::Opened(server.around(i64::try_from(to).expect("few")))),
            Step::ToEnd => {
                self.held.to_end();
                self.under_way.push(Answer::Latest(server.before(i64::MAX)));
            }
            Step::Earlier => {
                if let Some(first) = self.held.messages.first().filter(|_| self.held.earlier) {
                    self.under_way.push(Answer::Earlier(server.before(first.seq), first.seq));
                }
            }
            Step::Later => {
                if let Some(last) = self.held.messages.last().filter(|_| self.held.later) {
                    self.under_way.push(Answer::Later(server.after(last.seq), last.seq));
                }
            }
            Step::Answer(which) => {
                if !self.under_way.is_empty() {
                    let answer = self.under_way.remove(which % self.under_way.len());
                    self.take(server, answer);
                }
            }
        }
    }

    /// An unbroken stretch, as it was when the last change told of happened, or newer.
    fn check(&self, server: &Server) {
        let seqs: Vec<i64> = self.held.messages.iter().map(|line| line.seq).collect();
        let (first, last) = (seqs.first().copied().unwrap_or(1), seqs.last().copied().unwrap_or(0));
        let whole: Vec<i64> = server.lines.iter().map(|line| line.seq).filter(|seq| (first..=last).contains(seq)).collect();
        assert_eq!(seqs, whole, "no hole and no double");
        for held in &self.held.messages {
            let now = server.lines.iter().find(|line| line.seq == held.seq).expect("it was said");
            assert!(now.version == held.version || now.changed_seq > self.held.last_seq, "an old text: {held:?}");
        }
        if !self.held.later && !seqs.is_empty() {
            let end = server.lines.iter().map(|line| line.seq).filter(|seq| *seq <= self.held.last_seq).max().unwrap_or(0);
            assert!(last >= end, "the end is on screen: {last} of {end}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_order_of_answers_and_events_ends_as_the_server_has_it(before in 0..30_usize, steps in proptest::collection::vec(step(), 1..120)) {
        let mut server = Server::default();
        (0..before).for_each(|_| server.say());
        let mut browser = Browser { held: server.around(i64::MAX), told: server.events.len(), under_way: Vec::new() };
        for step in steps {
            browser.step(&mut server, step);
            browser.check(&server);
        }
        // In the end everything is told and answered, and one looks at the end.
        browser.tell(&server, usize::MAX);
        while !browser.under_way.is_empty() {
            browser.step(&mut server, Step::Answer(0));
        }
        browser.held.to_end();
        let latest = server.before(i64::MAX);
        browser.take(&server, Answer::Latest(latest));
        browser.check(&server);
        prop_assert_eq!(browser.held.messages.last(), server.lines.last());
        prop_assert!(!browser.held.later || server.lines.is_empty());
    }
}

#[test]
fn what_was_said_meanwhile_stands_under_a_page_that_was_read_before() {
    let mut server = Server::default();
    (0..20).for_each(|_| server.say());
    let mut held = server.around(1);
    assert!(held.later);
    let slow = server.before(i64::MAX);
    server.say();
    assert_eq!(held.apply(&server.events[20]), Fit::Applied);
    held.to_end();
    assert_eq!(held.messages.last().map(|line| line.seq), Some(21), "at once");
    assert_eq!(held.take_latest(slow), Answered::Merged);
    assert_eq!(held.messages.iter().map(|line| line.seq).collect::<Vec<_>>(), [16, 17, 18, 19, 20, 21]);
}
