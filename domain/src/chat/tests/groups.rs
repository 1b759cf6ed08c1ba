//! Groups: who may what, and what joiners see.

use super::super::model::{Deed, Kind, Notice, Place, Role, allows};
use super::{Watcher, group, look, say};
use crate::access::Failure;
use crate::chat::actions;
use crate::chat::live::{Event, Frame, Held};
use crate::story;

#[test]
fn the_permission_table_of_conversations() {
    let deeds = [Deed::Speak, Deed::Keep, Deed::Rename, Deed::Add, Deed::Remove, Deed::Appoint, Deed::Leave];
    let table = |kind, role| deeds.map(|deed| allows(kind, role, deed));
    assert_eq!(table(Kind::Group, Role::Other), [true, true, false, false, false, false, true]);
    assert_eq!(table(Kind::Group, Role::Member), [true, true, false, false, false, false, true]);
    assert_eq!(table(Kind::Group, Role::Admin), [true, true, true, true, true, false, true]);
    assert_eq!(table(Kind::Group, Role::Owner), [true; 7]);
    assert_eq!(table(Kind::Direct, Role::Owner), [true, true, false, false, false, false, false]);
    assert_eq!(table(Kind::Other, Role::Owner), [false, true, false, false, false, false, false]);
    assert_eq!(deeds, Deed::ALL, "and that is all there is to do");
}

story!(a_group_tells_its_changes_in_its_timeline, |world| async {
    let (asha, ben, cleo) = (world.person("Asha Patel").await, world.person("Ben Okafor").await, world.person("Cleo Marsh").await);
    let chat = group(&asha, &[&ben], "all").await;
    let mut watcher = Watcher::of(&ben).await;
    watcher.open(chat).await;
    actions::rename(&asha, chat, "  Ward 7   nights ").await.expect("renamed");
    actions::add_people(&asha, chat, &[cleo.who.person]).await.expect("added");
    actions::appoint(&asha, chat, cleo.who.person, "admin").await.expect("appointed");
    actions::set_history(&cleo, chat, "none").await.expect("an admin may");
    actions::remove_person(&asha, chat, cleo.who.person).await.expect("removed");
    watcher.assert_in_sync().await;
    let notices: Vec<_> = watcher.timeline().messages.iter().filter_map(|message| message.notice.clone()).collect();
    assert_eq!(notices.len(), 7);
    assert_eq!(notices[2], Notice::Renamed("Ward 7 nights".into()));
    assert_eq!(notices[6], Notice::Removed("Cleo Marsh".into()));
    assert_eq!(look(&ben, chat).await.row.unread, 0, "a notice is not an unread message");
});

story!(a_name_or_rule_saved_unchanged_is_no_change, |world| async {
    let (asha, ben) = (world.person("Asha Patel").await, world.person("Ben Okafor").await);
    let chat = group(&asha, &[&ben], "all").await;
    actions::rename(&asha, chat, "Ward 7 nights").await.expect("renamed");
    actions::set_flags(&ben, chat, None, None, Some(true)).await.expect("archived");
    let before = look(&ben, chat).await;
    let mut watcher = Watcher::of(&ben).await;
    watcher.open(chat).await;
    for same in ["Ward 7 nights", "  Ward 7   nights ", "Ward\t7 nights"] {
        actions::rename(&asha, chat, same).await.expect("nothing to do");
        actions::set_history(&asha, chat, "all").await.expect("nothing to do");
    }
    watcher.assert_in_sync().await;
    let after = look(&ben, chat).await;
    assert_eq!(after.timeline.messages, before.timeline.messages, "nobody is told");
    assert!(after.row.archived && after.row.last_seq == before.row.last_seq);
    assert_eq!(actions::rename(&ben, chat, "Ward 7 nights").await, Err(Failure::Forbidden), "and it is still asked whether one may");
});

story!(what_a_joiner_sees_is_the_groups_choice, |world| async {
    let (asha, ben) = (world.person("Asha Patel").await, world.person("Ben Okafor").await);
    for (history, seen) in [("none", vec!["after"]), ("joining", vec!["", "after"]), ("all", vec!["", "", "before", "", "after"])] {
        let joiner = world.person("Dev Shah").await;
        let chat = group(&asha, &[&ben], history).await;
        let early = say(&asha, chat, "before").await;
        actions::add_people(&asha, chat, &[joiner.who.person]).await.expect("added");
        let mut watcher = Watcher::of(&joiner).await;
        watcher.open(chat).await;
        say(&ben, chat, "after").await;
        watcher.assert_in_sync().await;
        let bodies: Vec<_> = look(&joiner, chat).await.timeline.messages.into_iter().map(|message| message.body).collect();
        assert_eq!(bodies, seen, "history: {history}");
        let deep_link = actions::list_receipts(&joiner, chat, early.id).await;
        assert_eq!(deep_link.is_ok(), history == "all", "a deep link opens no door");
        let quoting = actions::send(&joiner, chat, None, "What was that?", Some(early.id), None).await;
        assert_eq!(quoting.is_ok(), history == "all", "nor does a quote");
    }
});

story!(a_member_cannot_do_what_admins_do, |world| async {
    let (asha, ben, cleo) = (world.person("Asha Patel").await, world.person("Ben Okafor").await, world.person("Cleo Marsh").await);
    let chat = group(&asha, &[&ben], "all").await;
    assert_eq!(actions::rename(&ben, chat, "Mine").await, Err(Failure::Forbidden));
    assert_eq!(actions::add_people(&ben, chat, &[cleo.who.person]).await, Err(Failure::Forbidden));
    assert_eq!(actions::remove_person(&ben, chat, asha.who.person).await, Err(Failure::Forbidden));
    assert_eq!(actions::appoint(&ben, chat, ben.who.person, "owner").await, Err(Failure::Forbidden));
    actions::appoint(&asha, chat, ben.who.person, "admin").await.expect("appointed");
    assert_eq!(actions::remove_person(&ben, chat, asha.who.person).await, Err(Failure::Forbidden), "an owner goes by owners only");
    assert_eq!(actions::rename(&cleo, chat, "Mine").await, Err(Failure::NotFound), "a stranger finds nothing");
});

story!(a_group_is_never_without_an_owner, |world| async {
    let (asha, ben) = (world.person("Asha Patel").await, world.person("Ben Okafor").await);
    let chat = group(&asha, &[&ben], "all").await;
    assert!(matches!(actions::appoint(&asha, chat, asha.who.person, "member").await, Err(Failure::Invalid { .. })));
    let mut watcher = Watcher::of(&asha).await;
    actions::leave(&asha, chat).await.expect("left");
    assert_eq!(look(&ben, chat).await.role, Role::Owner);
    watcher.assert_in_sync().await;
    actions::add_people(&ben, chat, &[asha.who.person]).await.expect("and comes back");
    assert_eq!(look(&asha, chat).await.role, Role::Member);
    watcher.assert_in_sync().await;
});

story!(whoever_is_taken_out_while_typing_sends_nothing, |world| async {
    let (asha, ben) = (world.person("Asha Patel").await, world.person("Ben Okafor").await);
    let chat = group(&asha, &[&ben], "all").await;
    say(&ben, chat, "I am in it, and remembered as such").await;
    actions::remove_person(&asha, chat, ben.who.person).await.expect("removed");
    assert_eq!(actions::send(&ben, chat, None, "Still here?", None, None).await, Err(Failure::NotFound));
    let seqs: Vec<_> = look(&asha, chat).await.timeline.messages.iter().map(|message| message.seq).collect();
    assert_eq!(seqs, (1..=4).collect::<Vec<i64>>(), "a refused message takes no place");
});

story!(a_group_whose_answer_was_lost_is_started_once, |world| async {
    let (asha, ben) = (world.person("Asha Patel").await, world.person("Ben Okafor").await);
    let start = |ctx, once| actions::start_group(ctx, once, "Ward 7", std::slice::from_ref(&ben.who.person), "all");
    let once = Some(uuid::Uuid::from_u128(7));
    let (one, other) = tokio::join!(start(&asha, once), start(&asha, once));
    let group = one.expect("starts");
    assert_eq!([other, start(&asha, once).await], [Ok(group), Ok(group)]);
    assert_eq!(look(&ben, group).await.timeline.details.members.len(), 2);
    let more = [start(&asha, None).await.expect("another"), start(&asha, Some(uuid::Uuid::from_u128(8))).await.expect("another")];
    assert!(more[0] != group && more[1] != group && more[0] != more[1]);
    let theirs = actions::start_group(&ben, once, "Ward 7", &[asha.who.person], "all").await.expect("their own");
    assert_ne!(theirs, group, "what one calls a deed is nobody else's");
});

story!(after_a_night_of_many_changes_the_people_are_told_once, |world| async {
    let (asha, ben) = (world.person("Asha Patel").await, world.person("Ben Okafor").await);
    let chat = group(&asha, &[&ben], "all").await;
    let mut watcher = Watcher::of(&ben).await;
    watcher.open(chat).await;
    let seq = watcher.timeline().last_seq;
    for night in 0..20 {
        let sent = say(&asha, chat, "Bed 4 is ready.").await;
        actions::rename(&asha, chat, &format!("Ward 7, night {night}")).await.expect("renamed");
        actions::delete(&asha, chat, sent.id).await.expect("deleted");
    }
    watcher.drop_all();
    let held = [Held { conversation: chat, seq, read_number: 0, marked_unread: false }];
    let frames = actions::resume(&ben, 0, &held, Place::TOP, None).await.expect("answered").frames;
    let told = frames.iter().filter_map(|frame| if let Frame::Events { events, .. } = frame { Some(events) } else { None });
    let told: Vec<&Event> = told.flatten().collect();
    assert_eq!(told.len(), 60);
    assert_eq!(told.iter().filter(|event| matches!(event, Event::Shaped { details: Some(_), .. })).count(), 1);
    watcher.reconnect().await;
    watcher.assert_in_sync().await;
});
