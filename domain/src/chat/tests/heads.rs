//! A server that hears nothing of another one finds out by looking.

use super::super::actions;
use super::{Watcher, direct, group, say};
use crate::story;

story!(how_far_conversations_and_feeds_are_is_found_in_one_look, |world| async {
    let (asha, ben) = (world.person("Asha Patel").await, world.person("Ben Okafor").await);
    let (one, ward) = (direct(&asha, &ben).await, group(&asha, &[&ben], "all").await);
    let sent = say(&asha, one, "Bed 4 is ready.").await;
    let feed = Watcher::of(&ben).await.feed();
    let ids = [one.0, ward.0, ben.who.person.0, world.world.id()];
    let heads = actions::list_heads(&world.world, &ids).await.expect("answered");
    let head = |id| heads.iter().find(|head| head.id == id).map(|head| head.seq);
    assert_eq!((head(ids[0]), head(ids[2]), head(ids[3])), (Some(sent.seq), Some(feed), None));
    assert!(head(ids[1]).is_some());
});

story!(whoever_left_is_not_told_that_something_happened, |world| async {
    let (asha, ben, cleo) = (world.person("Asha Patel").await, world.person("Ben Okafor").await, world.person("Cleo Marsh").await);
    let chat = group(&asha, &[&ben], "all").await;
    actions::remove_person(&asha, chat, ben.who.person).await.expect("removed");
    let all = [&asha, &ben, &cleo].map(|ctx| (chat.0, ctx.who.person));
    assert_eq!(actions::list_watchers(&world.world, &all).await.expect("answered"), [asha.who.person]);
    let own = [(ben.who.person.0, ben.who.person)];
    assert_eq!(actions::list_watchers(&world.world, &own).await.expect("answered"), [ben.who.person]);
});

story!(whoever_is_told_to_look_again_hears_what_was_lost, |world| async {
    let (asha, ben) = (world.person("Asha Patel").await, world.person("Ben Okafor").await);
    let chat = direct(&asha, &ben).await;
    say(&asha, chat, "Bed 3 is ready.").await;
    let mut watcher = Watcher::of(&ben).await;
    watcher.open(chat).await;
    say(&asha, chat, "Bed 4 is ready.").await;
    actions::set_flags(&ben, chat, Some(true), None, None).await.expect("pinned");
    watcher.drop_all();
    let before = watcher.timeline().messages.len();
    world.world.bus.tell_here(&actions::look_again(&[asha.who.person]));
    watcher.catch_up().await;
    assert_eq!(watcher.timeline().messages.len(), before, "that was for somebody else");
    world.world.bus.tell_here(&actions::look_again(&[ben.who.person]));
    watcher.assert_in_sync().await;
    assert_eq!(watcher.timeline().messages.len(), before + 1);
});
