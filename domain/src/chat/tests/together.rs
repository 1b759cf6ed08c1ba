//! Two people at the same moment, in the same group: what the one decides by, the other may be changing.

use tokio::join;

use super::super::model::{Details, Edited, Role};
use super::{Watcher, group, look, say};
use crate::access::{ConversationId, Ctx, Failure, Outcome};
use crate::chat::actions;
use crate::{story, testing::TestWorld};

/// Groups of each story. More, by hand: `TOGETHER=1000`.
fn times() -> usize {
    std::env::var("TOGETHER").ok().and_then(|times| times.parse().ok()).unwrap_or(20)
}

/// Two owners, and somebody who stays.
async fn owners(world: &TestWorld) -> (Ctx, Ctx, Ctx) {
    (world.person("Asha Patel").await, world.person("Ben Okafor").await, world.person("Cleo Marsh").await)
}

async fn owned_by_both(asha: &Ctx, ben: &Ctx, cleo: &Ctx) -> ConversationId {
    let chat = group(asha, &[ben, cleo], "all").await;
    actions::appoint(asha, chat, ben.who.person, "owner").await.expect("appointed");
    chat
}

/// What the group is afterwards: it has an owner, and as many are counted as are in it.
async fn is_whole(of: &Ctx, chat: ConversationId) -> Details {
    let opened = look(of, chat).await;
    let details = opened.timeline.details;
    let present: Vec<_> = details.members.iter().filter(|member| member.left_at.is_none()).collect();
    assert!(present.iter().any(|member| member.role == Role::Owner), "a group without an owner");
    assert_eq!(usize::try_from(opened.row.members), Ok(present.len()), "as many are counted as are in it");
    let seqs: Vec<_> = opened.timeline.messages.iter().map(|message| message.seq).collect();
    assert_eq!(seqs.last(), Some(&opened.timeline.last_seq), "the last change is the last line");
    details
}

/// Done, or refused as the rules say; never our fault.
fn is_answered(outcome: &Outcome<()>) {
    assert!(matches!(outcome, Ok(()) | Err(Failure::NotFound | Failure::Forbidden | Failure::Invalid { .. })), "{outcome:?}");
}

story!(two_owners_who_leave_together_leave_an_heir, |world| async {
    let (asha, ben, cleo) = owners(&world).await;
    for _ in 0..times() {
        let chat = owned_by_both(&asha, &ben, &cleo).await;
        let (one, other) = join!(actions::leave(&asha, chat), actions::leave(&ben, chat));
        assert_eq!((one, other), (Ok(()), Ok(())));
        is_whole(&cleo, chat).await;
    }
});

story!(two_owners_who_remove_or_demote_each_other_leave_one, |world| async {
    let (asha, ben, cleo) = owners(&world).await;
    for _ in 0..times() {
        let chat = owned_by_both(&asha, &ben, &cleo).await;
        let (one, other) = join!(actions::remove_person(&asha, chat, ben.who.person), actions::remove_person(&ben, chat, asha.who.person));
        is_answered(&one);
        is_answered(&other);
        is_whole(&cleo, chat).await;
        let chat = owned_by_both(&asha, &ben, &cleo).await;
        let (one, other) =
            join!(actions::appoint(&asha, chat, ben.who.person, "member"), actions::appoint(&ben, chat, asha.who.person, "member"));
        is_answered(&one);
        is_answered(&other);
        is_whole(&cleo, chat).await;
    }
});

story!(somebody_added_by_two_comes_in_once, |world| async {
    let (asha, ben, cleo) = owners(&world).await;
    let dev = world.person("Dev Shah").await;
    for _ in 0..times() {
        let chat = owned_by_both(&asha, &ben, &cleo).await;
        let people = [dev.who.person];
        let (one, other) = join!(actions::add_people(&asha, chat, &people), actions::add_people(&ben, chat, &people));
        assert_eq!([&one, &other].iter().filter(|outcome| outcome.is_ok()).count(), 1, "{one:?} {other:?}");
        is_answered(&one);
        is_answered(&other);
        is_whole(&cleo, chat).await;
    }
});

story!(a_leave_that_is_posted_twice_is_one, |world| async {
    let (asha, ben, cleo) = owners(&world).await;
    for _ in 0..times() {
        let chat = owned_by_both(&asha, &ben, &cleo).await;
        let before = look(&cleo, chat).await.timeline.last_seq;
        let (one, other) = join!(actions::leave(&ben, chat), actions::leave(&ben, chat));
        assert_eq!([&one, &other].iter().filter(|outcome| outcome.is_ok()).count(), 1, "{one:?} {other:?}");
        is_whole(&cleo, chat).await;
        assert_eq!(look(&cleo, chat).await.timeline.last_seq, before + 1, "one notice");
    }
});

story!(two_edits_at_once_are_one_and_a_conflict, |world| async {
    let (asha, ben, _) = owners(&world).await;
    let again = world.another_device(&asha).await;
    let chat = group(&asha, &[&ben], "all").await;
    for _ in 0..times() {
        let id = say(&asha, chat, "Give 10 mg").await.id;
        let (one, other) = join!(actions::edit(&asha, chat, id, 1, "Give 5 mg"), actions::edit(&again, chat, id, 1, "Give 1 mg"));
        let (one, other) = (one.expect("answered"), other.expect("answered"));
        let done = [&one, &other].iter().filter(|edited| matches!(edited, Edited::Done(_))).count();
        assert_eq!(done, 1, "{one:?} {other:?}");
        let id = say(&asha, chat, "Give 10 mg").await.id;
        let (edited, deleted) = join!(actions::edit(&asha, chat, id, 1, "Give 5 mg"), actions::delete(&again, chat, id));
        edited.expect("answered");
        deleted.expect("deleted");
        let shown = look(&asha, chat).await.timeline.find(id).cloned().expect("a tombstone");
        assert!(shown.deleted_at.is_some() && shown.body.is_empty(), "{shown:?}");
    }
});

story!(what_is_said_while_somebody_joins_is_theirs_to_see_only_if_it_came_after, |world| async {
    let (asha, ben, _) = owners(&world).await;
    for turn in 0..times() {
        let dev = world.person("Dev Shah").await;
        let chat = group(&asha, &[&ben], "none").await;
        let said = format!("Bed {turn}");
        let people = [dev.who.person];
        let (added, sent) = join!(actions::add_people(&asha, chat, &people), actions::send(&ben, chat, None, &said, None, None));
        added.expect("added");
        let seq = sent.expect("sent").seq;
        let details = look(&asha, chat).await.timeline;
        let notice = details.messages.iter().rfind(|message| message.notice.is_some()).map_or(0, |message| message.seq);
        let theirs: Vec<_> = look(&dev, chat).await.timeline.messages.iter().map(|message| message.seq).collect();
        assert_eq!(theirs, if seq > notice { vec![seq] } else { vec![] });
        is_whole(&asha, chat).await;
    }
});

story!(two_who_found_groups_with_each_other_wait_for_nobody_for_ever, |world| async {
    let (asha, ben, cleo) = owners(&world).await;
    for _ in 0..times() {
        let (with_ben, with_asha) = ([ben.who.person, cleo.who.person], [asha.who.person, cleo.who.person]);
        let (one, other) = join!(
            actions::start_group(&asha, None, "Ward 7", &with_ben, "all"),
            actions::start_group(&ben, None, "Ward 8", &with_asha, "all")
        );
        one.expect("founded");
        other.expect("founded");
    }
});

story!(marking_read_while_a_message_comes_leaves_no_row_that_says_both, |world| async {
    let (asha, ben, _) = owners(&world).await;
    let chat = group(&asha, &[&ben], "all").await;
    for turn in 0..times() {
        let said = format!("Bed {turn}");
        let (read, sent) = join!(actions::mark_read(&asha, Some(chat)), actions::send(&ben, chat, None, &said, None, None));
        read.expect("read");
        let number = sent.expect("sent").number;
        let row = look(&asha, chat).await.row;
        let listed = actions::list_inbox(&asha, "unread", None, None).await.expect("listed").rows;
        let is_unread = row.read_number < number;
        assert_eq!((row.unread, listed.len()), (i64::from(is_unread), usize::from(is_unread)), "{row:?}");
        actions::mark_read(&asha, Some(chat)).await.expect("read");
    }
});

story!(an_answer_to_what_is_being_deleted_tells_nobody_the_deleted_words, |world| async {
    let (asha, ben, cleo) = owners(&world).await;
    let chat = group(&asha, &[&ben, &cleo], "all").await;
    let mut watcher = Watcher::of(&cleo).await;
    watcher.open(chat).await;
    for turn in 0..times() {
        let id = say(&asha, chat, &format!("Morphine 10 mg, bed {turn}")).await.id;
        let (deleted, sent) = join!(actions::delete(&asha, chat, id), actions::send(&ben, chat, None, "Done.", Some(id), None));
        deleted.expect("deleted");
        sent.expect("sent");
        watcher.assert_in_sync().await;
    }
});
