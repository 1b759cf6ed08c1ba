//! What comes late, and out of order, into an inbox.

use uuid::Uuid;

use super::super::model::{Kind, Mark, Message, Row, Spans};
use super::{Event, Fetch, Frame, Inbox, Own};
use crate::access::{ConversationId, MessageId, PersonId, Timestamp};

const CHAT: ConversationId = ConversationId(Uuid::from_u128(7));
const ME: PersonId = PersonId(Uuid::from_u128(1));

fn row(feed: i64, seq: i64, read: i64) -> Row {
    Row {
        conversation: CHAT,
        kind: Kind::Group,
        title: "Ward 7".into(),
        with: None,
        members: 3,
        last: None,
        last_seq: seq,
        last_number: seq,
        read_number: read,
        unread: seq - read,
        marked_unread: false,
        pinned: false,
        muted: false,
        archived: false,
        draft: String::new(),
        answers: None,
        activity_at: Timestamp(0),
        feed,
    }
}

fn holding(row: Row) -> Inbox {
    let mut inbox = Inbox::of(ME);
    inbox.feed = row.feed;
    inbox.put(row);
    inbox
}

fn read(up_to: i64) -> Frame {
    let mark = Mark { person: ME, delivered_seq: up_to, read_number: up_to, up_to, seen: Spans::default() };
    Frame::Marks { conversation: CHAT, marks: vec![mark] }
}

fn said(seq: i64) -> Frame {
    let message = Message {
        seq,
        number: seq,
        id: MessageId(Uuid::from_u128(seq.unsigned_abs().into())),
        author: PersonId(Uuid::from_u128(2)),
        author_name: "Ben Okafor".into(),
        notice: None,
        body: "Bed 4".into(),
        quote: None,
        sent_at: Timestamp(seq),
        written_at: Timestamp(seq),
        version: 1,
        changed_seq: seq,
        edited_at: None,
        deleted_at: None,
    };
    Frame::Events { conversation: CHAT, events: vec![Event::Said(message)] }
}

#[test]
fn an_answer_from_before_one_was_taken_out_brings_nothing_back_and_one_from_after_coming_back_does() {
    let mut inbox = holding(row(3, 5, 5));
    inbox.fold(&Frame::Own { feed: 4, own: Own::Gone(CHAT) });
    inbox.take_row(row(3, 5, 5));
    assert_eq!(inbox.row(CHAT), None, "the answer was late");
    inbox.fold(&Frame::Own { feed: 5, own: Own::Row(Box::new(row(5, 6, 6))) });
    inbox.take_row(row(5, 7, 6));
    assert_eq!(inbox.row(CHAT).map(|row| row.last_seq), Some(7));
}

#[test]
fn a_late_answer_that_one_is_not_in_it_takes_nothing_from_whoever_came_back_since() {
    let mut inbox = holding(row(3, 5, 5));
    let known = inbox.known_of(CHAT);
    // Taken out and brought back while that answer was on its way.
    inbox.fold(&Frame::Own { feed: 4, own: Own::Gone(CHAT) });
    inbox.fold(&Frame::Own { feed: 5, own: Own::Row(Box::new(row(5, 7, 6))) });
    inbox.lose(CHAT, known);
    assert_eq!(inbox.row(CHAT).map(|row| row.last_seq), Some(7), "it is older than what was told");
    let mut inbox = holding(row(3, 5, 5));
    let known = inbox.known_of(CHAT);
    inbox.lose(CHAT, known);
    assert_eq!(inbox.row(CHAT), None, "nothing else was heard");
    inbox.take_row(row(5, 7, 6));
    assert_eq!(inbox.row(CHAT).map(|row| row.last_seq), Some(7), "whoever comes back is back, however that is heard of");
}

#[test]
fn what_was_read_before_it_was_heard_of_is_not_unread() {
    let mut inbox = holding(row(3, 5, 5));
    inbox.fold(&read(6));
    inbox.fold(&said(6));
    assert_eq!(inbox.row(CHAT).map(|row| (row.read_number, row.unread)), Some((6, 0)));
}

#[test]
fn a_row_from_before_a_look_does_not_undo_it_and_what_is_not_known_is_asked_for() {
    let mut inbox = holding(row(3, 5, 1));
    assert_eq!(inbox.fold(&read(5)).fetch, None);
    inbox.take_row(row(3, 5, 1));
    assert_eq!(inbox.row(CHAT).map(|row| (row.read_number, row.unread)), Some((5, 0)));
    assert!(inbox.take_doubted().is_empty(), "nothing is unread: that is known");
    let mut inbox = holding(row(3, 9, 1));
    assert_eq!(inbox.fold(&read(5)).fetch, Some(Fetch::Row(CHAT)));
    inbox.fold(&said(10));
    // Made before the tenth was said: what it was asked for is still to be known.
    inbox.take_row(row(3, 9, 5));
    assert_eq!(inbox.row(CHAT).map(|row| row.last_seq), Some(10));
    assert_eq!(inbox.take_doubted(), [CHAT]);
}

#[test]
fn whoever_comes_back_into_a_conversation_begins_anew_with_what_is_unread() {
    let mut inbox = holding(row(3, 9, 7));
    // Gone and back while this browser was away: of that it hears only how the row is now.
    inbox.fold(&Frame::Own { feed: 4, own: Own::Row(Box::new(row(4, 11, 2))) });
    assert_eq!(inbox.take_doubted(), [CHAT]);
    inbox.take_row(row(4, 11, 2));
    assert_eq!(inbox.row(CHAT).map(|row| (row.read_number, row.unread)), Some((2, 9)));
}
