use super::*;
use domain::access::PersonId;
use uuid::Uuid;

const NOW: Timestamp = Timestamp(1_000_000);

fn room(n: u128) -> ConversationId {
    ConversationId(Uuid::from_u128(n))
}

fn id(n: u128) -> MessageId {
    MessageId(Uuid::from_u128(n))
}

fn queue(of: &[(u128, u128)]) -> Queue {
    let mut queue = Queue::default();
    for (place, message) in of {
        queue.push(Outgoing::new(room(*place), id(*message), "Bed 4 is ready".into(), None, NOW));
    }
    queue
}

fn sent(n: u128) -> Sent {
    Sent { id: id(n), seq: 1, number: 1, sent_at: NOW }
}

#[test]
fn a_conversation_sends_one_at_a_time_and_in_order() {
    let mut queue = queue(&[(1, 1), (1, 2), (2, 3)]);
    let mut due = || queue.take_due(NOW).map(|entry| entry.id);
    assert_eq!([due(), due(), due()], [Some(id(1)), Some(id(3)), None]);
    queue.sent(sent(1));
    assert_eq!(queue.take_due(NOW).map(|entry| entry.id), Some(id(2)));
}

#[test]
fn what_the_server_has_is_a_message_before_the_line_tells_of_it() {
    let me = PersonId(Uuid::from_u128(7));
    let mut queue = queue(&[(1, 1), (1, 2), (2, 3)]);
    assert_eq!(queue.last_sent(room(1), me), None);
    queue.sent(sent(1));
    let message = queue.last_sent(room(1), me).map(|message| (message.id, message.author, message.body, message.version));
    assert_eq!(message, Some((id(1), me, "Bed 4 is ready".into(), 1)));
}

#[test]
fn what_failed_in_passing_holds_up_the_rest_until_its_moment() {
    let mut queue = queue(&[(1, 1), (1, 2)]);
    queue.take_due(NOW);
    queue.postpone(id(1), NOW, 0.5);
    assert_eq!(queue.take_due(NOW), None);
    assert_eq!(queue.wakes_at(), Some(NOW.plus(1000)), "the second waits behind the first");
    assert_eq!(queue.take_due(NOW.plus(1000)).map(|entry| entry.id), Some(id(1)));
}

#[test]
fn pauses_grow_to_half_a_minute_and_no_longer() {
    let mut queue = queue(&[(1, 1)]);
    let pauses: Vec<i64> = (0..8)
        .map(|_| {
            queue.take_due(Timestamp(i64::MAX));
            queue.postpone(id(1), NOW, 0.5);
            queue.wakes_at().map_or(0, |at| at.since(NOW))
        })
        .collect();
    assert_eq!(pauses, [1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000]);
}

#[test]
fn what_was_refused_lets_the_rest_pass() {
    let mut queue = queue(&[(1, 1), (1, 2)]);
    queue.take_due(NOW);
    queue.fail(id(1), "No longer a member.".into());
    assert_eq!(queue.take_due(NOW).map(|entry| entry.id), Some(id(2)));
    queue.retry(id(1), NOW);
    assert!(queue.find(id(1)).is_some_and(|entry| matches!(entry.progress, Progress::Waiting { tries: 0, .. })));
}

#[test]
fn what_is_written_goes_behind_what_earlier_pages_left() {
    let mut queue = Queue::default();
    assert!(queue.hold(true) && !queue.hold(true), "told once");
    queue.push(Outgoing::new(room(1), id(3), "Please call 4521".into(), None, NOW));
    assert_eq!((queue.take_due(NOW), queue.wakes_at()), (None, None));
    assert_eq!(queue.unsent(room(1), false).words().as_deref(), Some("1 not sent yet"));
    // A tab that has gone may have kept what another one took over from it.
    let left = [1, 2, 1].map(|n| Outgoing::new(room(1), id(n), "Bed 4 is ready".into(), None, NOW));
    queue.begin_with(Vec::from(left));
    assert!(queue.hold(false));
    let mut went = Vec::new();
    while let Some(entry) = queue.take_due(NOW) {
        went.push(entry.id);
        queue.sent(Sent { id: entry.id, ..sent(0) });
    }
    assert_eq!(went, [id(1), id(2), id(3)]);
}

#[test]
fn what_is_on_its_way_already_is_not_begun_anew() {
    let mut queue = queue(&[(1, 1)]);
    queue.take_due(NOW);
    queue.begin_with(vec![Outgoing::new(room(1), id(1), "Bed 4 is ready".into(), None, NOW)]);
    assert_eq!(queue.take_due(NOW), None);
    assert_eq!(queue.of(room(1)).len(), 1);
}

#[test]
fn only_the_try_that_hangs_is_given_up() {
    let mut queue = queue(&[(1, 1)]);
    let first = queue.take_due(NOW).expect("due");
    assert!(queue.doubt(&first, NOW, 0.5));
    let second = queue.take_due(NOW.plus(1000)).expect("due again");
    assert!(!queue.doubt(&first, NOW.plus(1000), 0.5), "that was another try");
    queue.sent(sent(1));
    assert!(!queue.doubt(&second, NOW.plus(2000), 0.5), "it was answered");
}

#[test]
fn a_repeat_is_the_same_message() {
    let mut queue = queue(&[(1, 1), (1, 1)]);
    assert!(queue.remove(id(1)).is_some());
    assert!(queue.remove(id(1)).is_none());
}

#[test]
fn only_what_the_server_lacks_is_kept() {
    let mut queue = queue(&[(1, 1), (1, 2)]);
    queue.sent(sent(1));
    assert_eq!(queue.kept().iter().map(|entry| entry.id).collect::<Vec<_>>(), [id(2)]);
    queue.sent(sent(2));
    assert!(!queue.is_unsent());
}

#[test]
fn what_was_refused_does_not_go_by_itself_after_a_reload() {
    let mut queue = queue(&[(1, 1), (1, 2)]);
    queue.take_due(NOW);
    queue.fail(id(1), "No longer a member.".into());
    let mut next = Queue::default();
    queue.kept().into_iter().for_each(|entry| next.push(entry));
    assert_eq!(next.take_due(NOW).map(|entry| entry.id), Some(id(2)));
    assert_eq!(next.refused().map(|(entry, why)| (entry.id, why)).collect::<Vec<_>>(), [(id(1), "No longer a member.")]);
}

#[test]
fn a_row_says_what_is_held_up_and_what_was_refused() {
    let mut queue = queue(&[(1, 1), (1, 2), (2, 3)]);
    let words = |queue: &Queue, lost| queue.unsent(room(1), lost).words();
    assert_eq!(words(&queue, false), None, "typed this moment");
    assert_eq!(words(&queue, true).as_deref(), Some("2 not sent yet"));
    queue.take_due(NOW);
    assert_eq!(words(&queue, false), None, "on its way");
    queue.hangs(id(3));
    assert_eq!(queue.unsent(room(2), false).words().as_deref(), Some("1 not sent yet"));
    queue.postpone(id(1), NOW, 0.5);
    assert_eq!(words(&queue, false).as_deref(), Some("2 not sent yet"), "the second waits behind the first");
    queue.fail(id(1), "No longer a member.".into());
    assert_eq!(words(&queue, false).as_deref(), Some("Not sent"));
    assert_eq!(words(&queue, true).as_deref(), Some("1 not sent, 1 not yet"));
    queue.sent(sent(2));
    assert_eq!(words(&queue, true).as_deref(), Some("Not sent"));
    queue.remove(id(1));
    assert_eq!(words(&queue, true), None);
}

#[test]
fn a_minute_of_failing_is_late() {
    let entry = Outgoing::new(room(1), id(1), "Bed 4".into(), None, NOW);
    assert!(!entry.is_late(NOW.plus(59_999)));
    assert!(entry.is_late(NOW.plus(60_000)));
}

#[test]
fn what_answers_a_message_follows_it() {
    let author = PersonId(Uuid::nil());
    let quote = |text: &str, deleted| Quote { id: id(9), seq: 1, author, author_name: "Ben".into(), text: text.into(), deleted };
    let mut queue = Queue::default();
    queue.push(Outgoing::new(room(1), id(1), "Given".into(), Some(quote("10 mg", false)), NOW));
    let gone = Message {
        seq: 1,
        number: 1,
        id: id(9),
        author,
        author_name: "Ben".into(),
        notice: None,
        body: String::new(),
        quote: None,
        sent_at: NOW,
        written_at: NOW,
        version: 2,
        changed_seq: 2,
        edited_at: None,
        deleted_at: Some(NOW),
    };
    assert!(queue.follow(&gone) && !queue.follow(&Message { id: id(8), ..gone.clone() }));
    assert_eq!(queue.find(id(1)).and_then(|entry| entry.quote.clone()), Some(quote("", true)));
}
