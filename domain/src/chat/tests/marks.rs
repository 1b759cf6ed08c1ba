//! Receipts: delivered, read, and when.

use std::time::Duration;

use super::{Watcher, direct, edit, group, look, receipts, say};
use crate::access::Ctx;
use crate::access::{ConversationId, MessageId};
use crate::chat::actions;
use crate::chat::lane::Lane;
use crate::chat::live::{Reach, Up};
use crate::chat::model::{Got, Mark, Receipt, Span};
use crate::chat::store::NewMark;
use crate::story;

/// The lane collects marks before it writes them.
pub(super) async fn marked(lane: &Lane) {
    while !lane.is_marked() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

/// Says something up the socket, and waits until the lane has written it.
pub(super) async fn up(who: &Ctx, up: Up) {
    actions::hear(who, up).await.expect("heard");
    marked(&who.world.lane).await;
}

/// These lines were on a screen for a second, the last of them as far as anybody went.
pub(super) fn sees(conversation: ConversationId, from: i64, to: i64) -> Up {
    Up::Seen { conversation, up_to: to, shown: vec![Span(from, to)].into() }
}

async fn mark_of(who: &Ctx, chat: ConversationId) -> Mark {
    let marks = look(who, chat).await.timeline.marks;
    marks.into_iter().find(|mark| mark.person == who.who.person).expect("one for each")
}

pub(super) async fn receipt(who: &Ctx, chat: ConversationId, id: MessageId, of: &Ctx) -> Receipt {
    receipts(who, chat, id).await.into_iter().find(|receipt| receipt.person == of.who.person).expect("one for each")
}

story!(delivered_then_read_with_names_and_times, |world| async {
    let (asha, ben, cleo) = (world.person("Asha Patel").await, world.person("Ben Okafor").await, world.person("Cleo Marsh").await);
    let chat = group(&asha, &[&ben, &cleo], "all").await;
    let mut watcher = Watcher::of(&asha).await;
    let sent = say(&asha, chat, "Crash trolley checked.").await;
    watcher.open(chat).await;
    world.wait(1000);
    up(&ben, Up::Delivered { conversation: chat, seq: sent.seq }).await;
    let delivered_at = world.now();
    world.wait(60_000);
    up(&ben, sees(chat, sent.seq, sent.seq)).await;
    watcher.assert_in_sync().await;
    let message = watcher.timeline().find(sent.id).expect("held").clone();
    assert_eq!(watcher.timeline().reach(&message), Reach { delivered: 1, read: 1, of: 2 });
    let ben_has = receipt(&asha, chat, sent.id, &ben).await;
    assert_eq!((ben_has.delivered_at, ben_has.read_at), (Some(delivered_at), Some(world.now())));
    assert_eq!(receipt(&asha, chat, sent.id, &cleo).await.read_at, None);
});

story!(an_edit_makes_old_receipts_those_of_an_older_text, |world| async {
    let (asha, ben) = (world.person("Asha Patel").await, world.person("Ben Okafor").await);
    let chat = direct(&asha, &ben).await;
    let sent = say(&asha, chat, "Give 5 mg.").await;
    up(&ben, sees(chat, sent.seq, sent.seq)).await;
    let edited = edit(&asha, chat, sent.id, "Give 2.5 mg.").await.expect("edited");
    assert_eq!(look(&asha, chat).await.timeline.reach(&edited).read, 0);
    assert_eq!(receipt(&asha, chat, sent.id, &ben).await.read_at, None);
    up(&ben, sees(chat, edited.changed_seq, edited.changed_seq)).await;
    assert_eq!(look(&asha, chat).await.timeline.reach(&edited).read, 1);
});

story!(what_was_deleted_before_it_was_seen_leaves_nothing_unread_behind, |world| async {
    let (asha, ben) = (world.person("Asha Patel").await, world.person("Ben Okafor").await);
    let chat = direct(&asha, &ben).await;
    let (first, second) = (say(&ben, chat, "Bed 4?").await, say(&ben, chat, "Wrong chat.").await);
    actions::delete(&ben, chat, second.id).await.expect("deleted");
    // The line of the deleted one may never have been on the screen.
    up(&asha, sees(chat, first.seq, first.seq)).await;
    let row = look(&asha, chat).await.row;
    assert_eq!((row.unread, row.is_unread()), (0, false));
    assert_eq!(actions::list_inbox(&asha, "", None, None).await.expect("the inbox").unread, 0);
    assert!(actions::list_inbox(&asha, "unread", None, None).await.expect("the inbox").rows.is_empty());
});

story!(marking_as_read_is_no_receipt_but_seeing_clears_the_unread_count, |world| async {
    let (asha, ben) = (world.person("Asha Patel").await, world.person("Ben Okafor").await);
    let chat = direct(&asha, &ben).await;
    let sent = say(&asha, chat, "Family is here.").await;
    let mut watcher = Watcher::of(&ben).await;
    actions::mark_read(&ben, Some(chat)).await.expect("marked");
    assert_eq!(receipt(&asha, chat, sent.id, &ben).await.read_at, None);
    let sent = say(&asha, chat, "Bay 2.").await;
    assert_eq!(look(&ben, chat).await.row.unread, 1);
    up(&ben, sees(chat, sent.seq, sent.seq)).await;
    assert_eq!(look(&ben, chat).await.row.unread, 0);
    watcher.assert_in_sync().await;
});

story!(a_mark_beyond_what_was_said_or_by_a_stranger_moves_nothing, |world| async {
    let (asha, ben, cleo) = (world.person("Asha Patel").await, world.person("Ben Okafor").await, world.person("Cleo Marsh").await);
    let chat = direct(&asha, &ben).await;
    let sent = say(&asha, chat, "Hello").await;
    up(&ben, sees(chat, i64::MAX, i64::MAX)).await;
    up(&cleo, sees(chat, sent.seq, sent.seq)).await;
    let opened = look(&asha, chat).await;
    assert!(
        opened.timeline.marks.iter().all(|mark| mark.up_to == 0 && mark.seen.is_empty() && mark.read_number <= 1),
        "{:?}",
        opened.timeline.marks
    );
});

story!(whoever_jumps_to_the_end_read_what_was_on_screen_and_went_past_the_rest, |world| async {
    let (asha, ben) = (world.person("Asha Patel").await, world.person("Ben Okafor").await);
    let chat = direct(&asha, &ben).await;
    let mut sent = Vec::new();
    for number in 1..=60 {
        sent.push(say(&asha, chat, &format!("Line {number}")).await);
    }
    let mut watcher = Watcher::of(&asha).await;
    watcher.open(chat).await;
    let mut reader = Watcher::of(&ben).await;
    world.wait(60_000);
    up(&ben, sees(chat, sent[53].seq, sent[59].seq)).await;
    let read: Vec<bool> = {
        watcher.catch_up().await;
        let timeline = watcher.timeline();
        timeline.messages.iter().map(|message| timeline.reach(message).read == 1).collect()
    };
    assert_eq!(read.iter().filter(|read| **read).count(), 7);
    assert!(read[read.len() - 7..].iter().all(|read| *read));
    let at = Some(world.now());
    let [passed, seen] = [receipt(&asha, chat, sent[0].id, &ben).await, receipt(&asha, chat, sent[59].id, &ben).await];
    assert_eq!((passed.got(), passed.read_at, passed.delivered_at), ((Got::Passed, at), None, at));
    assert_eq!(seen.got(), (Got::Read, at));
    // And yet nothing is unread: that is another thing.
    assert_eq!(look(&ben, chat).await.row.unread, 0);
    watcher.assert_in_sync().await;
    reader.assert_in_sync().await;

    world.wait(60_000);
    up(&ben, Up::Seen { conversation: chat, up_to: 0, shown: vec![Span(sent[0].seq, sent[6].seq)].into() }).await;
    assert_eq!(receipt(&asha, chat, sent[0].id, &ben).await.got(), (Got::Read, Some(world.now())));
    assert_eq!(receipt(&asha, chat, sent[7].id, &ben).await.got(), (Got::Passed, at));
    assert_eq!(receipt(&asha, chat, sent[59].id, &ben).await.got(), (Got::Read, at), "the first time counts");
    watcher.assert_in_sync().await;
});

story!(going_on_without_looking_at_a_correction_is_not_reading_it, |world| async {
    let (asha, ben) = (world.person("Asha Patel").await, world.person("Ben Okafor").await);
    let chat = direct(&asha, &ben).await;
    let first = say(&asha, chat, "Give 50 mg.").await;
    up(&ben, sees(chat, first.seq, first.seq)).await;
    let edited = edit(&asha, chat, first.id, "Give 5 mg.").await.expect("edited");
    let last = say(&asha, chat, "Then call me.").await;
    world.wait(1000);
    up(&ben, sees(chat, last.seq, last.seq)).await;
    let timeline = look(&asha, chat).await.timeline;
    assert_eq!(timeline.reach(&edited).read, 0);
    assert_eq!(receipt(&asha, chat, first.id, &ben).await.got(), (Got::Passed, Some(world.now())));
    world.wait(1000);
    up(&ben, Up::Seen { conversation: chat, up_to: 0, shown: vec![Span(edited.changed_seq, edited.changed_seq)].into() }).await;
    assert_eq!(look(&asha, chat).await.timeline.reach(&edited).read, 1);
    assert_eq!(receipt(&asha, chat, first.id, &ben).await.got(), (Got::Read, Some(world.now())));
});

story!(what_two_devices_showed_adds_up, |world| async {
    let (asha, ben) = (world.person("Asha Patel").await, world.person("Ben Okafor").await);
    let chat = direct(&asha, &ben).await;
    for number in 1..=9 {
        say(&asha, chat, &format!("Line {number}")).await;
    }
    let desk = world.another_device(&ben).await;
    // Heard in the same moment: collected, and written as one.
    actions::hear(&ben, sees(chat, 1, 4)).await.expect("heard");
    up(&desk, sees(chat, 7, 9)).await;
    let mark = mark_of(&ben, chat).await;
    assert_eq!((mark.up_to, mark.seen.to_string()), (9, "1-4,7-9".into()));
    up(&ben, sees(chat, 4, 7)).await;
    assert_eq!(mark_of(&ben, chat).await.seen.to_string(), "1-9");
});

story!(two_nodes_that_note_at_the_same_moment_lose_nothing, |world| async {
    let (asha, ben) = (world.person("Asha Patel").await, world.person("Ben Okafor").await);
    let chat = direct(&asha, &ben).await;
    for number in 1..=40 {
        say(&asha, chat, &format!("Line {number}")).await;
    }
    // Another node: its own lane on the same database, which takes no turns with ours.
    let other = Lane::start(world.world.db.clone(), world.world.bus.clone(), world.clock.clone());
    for at in 0..10 {
        let mark = |seq: i64| NewMark {
            conversation: chat,
            person: ben.who.person,
            delivered: seq,
            up_to: seq,
            seen: vec![Span(seq, seq)].into(),
        };
        world.world.lane.mark(mark(4 * at + 1));
        other.mark(mark(4 * at + 3));
        tokio::time::sleep(Duration::from_millis(60)).await;
    }
    for lane in [&world.world.lane, &other] {
        marked(lane).await;
    }
    let seen: Vec<i64> = mark_of(&ben, chat).await.seen.iter().map(|span| span.0).collect();
    assert_eq!(seen, (0..20).map(|at| 2 * at + 1).collect::<Vec<_>>());
});

story!(nobody_has_read_what_was_said_before_they_joined, |world| async {
    let (asha, ben, cleo) = (world.person("Asha Patel").await, world.person("Ben Okafor").await, world.person("Cleo Marsh").await);
    let chat = group(&asha, &[&ben], "joining").await;
    say(&asha, chat, "Before.").await;
    actions::add_people(&asha, chat, &[cleo.who.person]).await.expect("added");
    let after = say(&asha, chat, "After.").await;
    up(&cleo, sees(chat, 1, after.seq)).await;
    let seen = mark_of(&cleo, chat).await.seen;
    assert!(!seen.contains(2) && seen.contains(after.seq), "{seen}");
});

story!(a_line_on_screen_twice_is_read_the_first_time, |world| async {
    let (asha, ben) = (world.person("Asha Patel").await, world.person("Ben Okafor").await);
    let chat = direct(&asha, &ben).await;
    let (one, two) = (say(&asha, chat, "One").await, say(&asha, chat, "Two").await);
    up(&ben, sees(chat, one.seq, one.seq)).await;
    let first = Some(world.now());
    world.wait(5000);
    up(&ben, sees(chat, one.seq, two.seq)).await;
    assert_eq!(receipt(&asha, chat, one.id, &ben).await.got(), (Got::Read, first));
    assert_eq!(receipt(&asha, chat, two.id, &ben).await.got(), (Got::Read, Some(world.now())));
});
