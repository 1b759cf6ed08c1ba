use super::*;
use domain::access::ConversationId;
use domain::account::model::Body;
use domain::chat::model::{Details, Kind, Mark as Receipt, Span, Spans};
use domain::directory::model::Colleague;
use uuid::Uuid;

const MORNING: Timestamp = Timestamp(1_794_816_000_000); // Mon 16 Nov 2026, 08:00
const MINUTE: i64 = 60_000;

fn person(n: u128) -> PersonId {
    PersonId(Uuid::from_u128(n))
}

fn member(n: u128) -> Member {
    let person = Colleague {
        id: person(n),
        name: format!("Person {n}"),
        role: String::new(),
        grade: String::new(),
        specialty: String::new(),
        site: String::new(),
        ward: String::new(),
        body: Body::None,
        registration: String::new(),
        verified_at: None,
        left_at: None,
    };
    Member { person, role: Role::Member, joined_at: MORNING, joined_seq: 1, left_at: None }
}

fn message(seq: i64, author: u128, minutes: i64) -> Message {
    Message {
        seq,
        number: seq,
        id: MessageId(Uuid::from_u128(seq.unsigned_abs().into())),
        author: person(author),
        author_name: format!("Person {author}"),
        notice: None,
        body: "Bed 4 is ready".into(),
        quote: None,
        sent_at: MORNING.plus(minutes * MINUTE),
        written_at: MORNING.plus(minutes * MINUTE),
        version: 1,
        changed_seq: seq,
        edited_at: None,
        deleted_at: None,
    }
}

fn timeline(messages: Vec<Message>) -> Timeline {
    let details = Details {
        kind: Kind::Group,
        title: "Ward 7".into(),
        history: History::All,
        large: false,
        present: 3,
        members: vec![member(1), member(2), member(3)],
    };
    let last_seq = messages.last().map_or(0, |message| message.seq);
    Timeline {
        conversation: ConversationId(Uuid::nil()),
        details,
        marks: Vec::new(),
        messages,
        earlier: false,
        later: false,
        last_seq,
        recent: std::collections::VecDeque::new(),
    }
}

fn drawn(timeline: &Timeline, new_from: Option<i64>) -> Vec<Arc<Item>> {
    items(timeline, &[], person(1), new_from, MORNING)
}

fn headers(items: &[Arc<Item>]) -> Vec<bool> {
    items.iter().filter_map(|item| item.said().map(|said| said.header)).collect()
}

#[test]
fn one_author_within_five_minutes_stands_under_one_header() {
    let timeline = timeline(vec![message(1, 2, 0), message(2, 2, 4), message(3, 2, 9), message(4, 2, 15), message(5, 3, 15)]);
    assert_eq!(headers(&drawn(&timeline, None)), [true, false, false, true, true]);
}

#[test]
fn each_day_begins_with_a_divider_and_a_header() {
    let timeline = timeline(vec![message(1, 2, 959), message(2, 2, 960)]);
    let items = drawn(&timeline, None);
    assert!(matches!(
        items.iter().map(AsRef::as_ref).collect::<Vec<_>>()[..],
        [Item::Day(..), Item::Said(_), Item::Day(..), Item::Said(_)]
    ));
    assert_eq!(headers(&items), [true, true]);
}

#[test]
fn the_new_divider_stands_before_the_first_unread_only() {
    let timeline = timeline(vec![message(1, 2, 0), message(2, 2, 1), message(3, 2, 2)]);
    let at = drawn(&timeline, Some(2)).iter().position(|item| **item == Item::New);
    assert_eq!(at, Some(2));
    assert!(!drawn(&timeline, None).contains(&Arc::new(Item::New)));
}

fn receipt(of: u128, delivered_seq: i64, seen: Span) -> Receipt {
    Receipt { person: person(of), delivered_seq, read_number: 0, up_to: seen.1, seen: Spans::from_iter([seen]) }
}

#[test]
fn receipts_are_counted_as_the_timeline_counts_them() {
    let mut timeline = timeline((1..=6).map(|seq| message(seq, 1, seq)).collect());
    timeline.marks = vec![
        receipt(2, 5, Span(1, 3)),
        // Went on to the end; what they went past is not read.
        Receipt { read_number: 6, up_to: 6, ..receipt(3, 2, Span(2, 4)) },
        receipt(9, 6, Span(1, 6)),
    ];
    let reaches = Reaches::of(&timeline);
    for message in &timeline.messages {
        assert_eq!(reaches.reach(message), timeline.reach(message));
    }
    let marks: Vec<Mark> = drawn(&timeline, None).iter().filter_map(|item| item.said().map(|said| said.mark.clone())).collect();
    assert_eq!(marks, [Mark::Read(1, 2), Mark::Read(2, 2), Mark::Read(2, 2), Mark::Read(1, 2), Mark::Delivered(1, 2), Mark::Sent]);
}

#[test]
fn what_is_on_its_way_stands_last_until_it_has_arrived() {
    let timeline = timeline(vec![message(1, 2, 0)]);
    let entry = |n| Outgoing::new(timeline.conversation, MessageId(Uuid::from_u128(n)), "On my way".into(), None, MORNING);
    let items = items(&timeline, &[entry(1), entry(7)], person(1), None, MORNING.plus(2 * MINUTE));
    let marks: Vec<Mark> = items.iter().filter_map(|item| item.said().map(|said| said.mark.clone())).collect();
    assert_eq!(marks, [Mark::Theirs, Mark::Waiting(true)]);
}

#[test]
fn a_long_stretch_is_cut_at_the_end_nobody_looks_at() {
    let long = || timeline((1..=200).map(|seq| message(seq, 2, seq)).collect());
    let (mut newest, mut oldest) = (long(), long());
    trim(&mut newest, Keep::Newest);
    trim(&mut oldest, Keep::Oldest);
    assert_eq!((newest.messages.len(), newest.messages[0].seq, newest.earlier, newest.later), (MOST, 101, true, false));
    assert_eq!((oldest.messages.len(), oldest.messages[0].seq, oldest.earlier, oldest.later), (MOST, 1, false, true));
}

#[test]
fn a_screen_reader_hears_who_when_what_and_how_far() {
    let ward = timeline(Vec::new());
    let mut said = said(&message(1, 1, 0), person(1), &Reaches::of(&ward), &ward.details);
    said.edited = true;
    said.quote = Some(Quoted::Shown(Quote::of(&message(2, 3, 0))));
    assert_eq!(said.label(), "You, 08:00, in reply to Person 3: Bed 4 is ready, edited, Sent");
    said.quote = Some(Quoted::Before);
    assert_eq!(said.label(), "You, 08:00, in reply to a message from before you joined: Bed 4 is ready, edited, Sent");
}

#[test]
fn words_for_several_people_stay_short() {
    assert_eq!(typing_words(&["Asha", "Ben"]), "Asha and Ben are typing\u{2026}");
    assert_eq!(list(&["Asha".into(), "Ben".into(), "Cy".into()]), "Asha, Ben and Cy");
}

#[test]
fn what_is_on_its_way_quotes_the_message_as_it_is_now() {
    let mut deleted = message(1, 2, 0);
    let quote = Quote::of(&deleted);
    (deleted.body, deleted.version, deleted.deleted_at) = (String::new(), 2, Some(MORNING));
    let timeline = timeline(vec![deleted]);
    let entry = Outgoing::new(timeline.conversation, MessageId(Uuid::from_u128(7)), "Given".into(), Some(quote), MORNING);
    let items = items(&timeline, &[entry], person(1), None, MORNING);
    let quote = items.iter().filter_map(|item| item.said()).find_map(|said| said.quote.as_ref()?.shown().cloned()).expect("a quote");
    assert!(quote.deleted && quote.text.is_empty(), "{quote:?}");
}

#[test]
fn what_waited_says_both_times_to_the_eye_and_to_the_ear() {
    let mut late = message(1, 2, 420);
    late.written_at = MORNING.plus(MINUTE);
    let ward = timeline(vec![late.clone()]);
    let drawn = said(&late, person(1), &Reaches::of(&ward), &ward.details);
    assert_eq!(drawn.written, Some(late.written_at));
    assert!(drawn.label().contains("written 08:01, arrived 15:00"), "{}", drawn.label());
    // Over midnight the day is told as a date: whoever reads it a week later has another yesterday.
    let night = Message { written_at: MORNING.plus(-10 * 60 * MINUTE), ..late.clone() };
    let drawn = said(&night, person(1), &Reaches::of(&ward), &ward.details);
    assert!(drawn.label().contains("written Sun 15 Nov 2026, 22:00, arrived 15:00"), "{}", drawn.label());
    let soon = Message { written_at: late.sent_at.plus(-LATE_MILLIS), ..late };
    assert_eq!(said(&soon, person(1), &Reaches::of(&ward), &ward.details).written, None);
}

#[test]
fn new_is_what_others_said_and_did_not_delete() {
    let mut lines: Vec<Message> = (1..=6).map(|seq| message(seq, if seq == 4 { 1 } else { 2 }, seq)).collect();
    lines[4].deleted_at = Some(MORNING);
    assert_eq!(timeline(lines).count_new(2, person(1)), 2);
}

#[test]
fn one_s_own_deeds_and_words_are_called_one_s_own() {
    assert_eq!(notice_words("Asha", true, &Notice::Created), "You made this group");
    assert!(notice_words("Asha", false, &Notice::Created).contains("Asha"));
    let (own, theirs) = (message(1, 1, 0), message(2, 2, 1));
    let answers = |seq, to: &Message| Message { quote: Some(Quoted::Shown(Quote::of(to))), ..message(seq, 2, 2) };
    let drawn = drawn(&timeline(vec![own.clone(), theirs.clone(), answers(3, &own), answers(4, &theirs)]), None);
    let quoted: Vec<String> = drawn.iter().filter_map(|item| Some(item.said()?.quote.as_ref()?.shown()?.author_name.clone())).collect();
    assert_eq!(quoted, ["You", "Person 2"]);
}

#[test]
fn what_was_refused_while_one_was_out_of_it_says_that_and_not_that_nothing_is_found() {
    let timeline = timeline(vec![message(1, 2, 0)]);
    let refused = |failure: &Failure| {
        let mut entry = Outgoing::new(timeline.conversation, MessageId(Uuid::from_u128(7)), "Given".into(), None, MORNING);
        entry.progress = Progress::Failed(failure.to_string());
        let items = items(&timeline, &[entry], person(1), None, MORNING);
        items.last().and_then(|item| item.said()).map(|said| said.mark.words())
    };
    assert_eq!(refused(&Failure::NotFound).as_deref(), Some("Not sent. You were not in this conversation at the time."));
    let other = Failure::invalid("body", "Shorten the message.");
    assert_eq!(refused(&other), Some(format!("Not sent. {other}")));
}
