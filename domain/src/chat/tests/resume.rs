//! Coming back after a break: exactly what was missed of one's own rows, wherever they stand in the inbox.

use super::super::live::{Frame, Held};
use super::super::model::Place;
use super::marks::{sees, up};
use super::{Watcher, edit, group, look, say};
use crate::access::{ConversationId, Ctx};
use crate::chat::actions;
use crate::{story, testing::TestWorld};

/// Somebody in more groups than a first page of the inbox shows, the oldest first, and a colleague in all of them.
async fn busy(world: &TestWorld) -> (Ctx, Ctx, Vec<ConversationId>) {
    let (asha, ben) = (world.person("Asha Patel").await, world.person("Ben Okafor").await);
    let mut chats = Vec::new();
    for _ in 0..24 {
        world.wait(1000);
        chats.push(group(&asha, &[&ben], "all").await);
    }
    (asha, ben, chats)
}

story!(what_was_said_out_of_sight_is_told_although_something_newer_was_heard_since, |world| async {
    let (asha, ben, chats) = busy(&world).await;
    let mut watcher = Watcher::of(&asha).await;
    assert!(watcher.row(chats[2]).is_none(), "it stands below the first page");
    say(&ben, chats[2], "Bed 4 has a temperature").await;
    watcher.drop_all();
    world.wait(1000);
    say(&ben, chats[20], "Porter called").await;
    watcher.catch_up().await;
    watcher.reconnect().await;
    assert_eq!(watcher.row(chats[2]).map(|row| row.unread), Some(1));
    watcher.assert_in_sync().await;
});

story!(what_another_device_did_to_rows_far_down_is_told_row_by_row, |world| async {
    let (asha, ben, chats) = busy(&world).await;
    let mut watcher = Watcher::of(&asha).await;
    watcher.page_on().await;
    actions::save_draft(&asha, chats[0], "Potassium 6.1", None, None).await.expect("kept");
    actions::set_flags(&asha, chats[1], None, Some(true), None).await.expect("muted");
    actions::set_flags(&asha, chats[2], None, None, Some(true)).await.expect("put away");
    actions::mark_unread(&asha, chats[3], None).await.expect("marked");
    actions::remove_person(&asha, chats[4], ben.who.person).await.expect("taken out");
    actions::leave(&asha, chats[5]).await.expect("left");
    let new = group(&ben, &[&asha], "all").await;
    watcher.drop_all();
    // One change more, that is heard: what was missed before it is not forgotten for that.
    actions::set_flags(&asha, chats[20], Some(true), None, None).await.expect("pinned");
    watcher.catch_up().await;
    watcher.assert_in_sync().await;
    assert_eq!(watcher.row(chats[0]).map(|row| row.draft.clone()), Some("Potassium 6.1".into()));
    assert!(watcher.row(chats[2]).is_some_and(|row| row.archived));
    assert!(watcher.row(chats[3]).is_some_and(|row| row.marked_unread));
    assert!(watcher.row(chats[5]).is_none());
    assert!(watcher.row(new).is_some());
});

story!(a_row_marked_unread_by_hand_and_looked_at_on_the_phone_is_read_on_the_desk_too, |world| async {
    let (asha, ben, chats) = busy(&world).await;
    say(&ben, chats[20], "Obs stable").await;
    actions::mark_read(&asha, Some(chats[20])).await.expect("read");
    actions::mark_unread(&asha, chats[20], None).await.expect("marked");
    let mut watcher = Watcher::of(&asha).await;
    let last = look(&asha, chats[20]).await.timeline.last_seq;
    up(&asha, sees(chats[20], last, last)).await;
    watcher.drop_all();
    watcher.reconnect().await;
    assert!(watcher.row(chats[20]).is_some_and(|row| !row.marked_unread), "it was looked at");
    watcher.assert_in_sync().await;
});

story!(what_was_changed_and_then_deleted_while_one_was_away_is_one_less_unread, |world| async {
    let (asha, ben) = (world.person("Asha Patel").await, world.person("Ben Okafor").await);
    let chat = group(&asha, &[&ben], "all").await;
    let mut watcher = Watcher::of(&asha).await;
    for body in ["Bed 4 is free", "Bed 5 is free", "Bed 6 is free"] {
        say(&ben, chat, body).await;
    }
    watcher.catch_up().await;
    let wrong = say(&ben, chat, "Bed 7 is free").await;
    watcher.catch_up().await;
    edit(&ben, chat, wrong.id, "Bed 8 is free").await.expect("changed");
    actions::delete(&ben, chat, wrong.id).await.expect("deleted");
    watcher.drop_all();
    watcher.reconnect().await;
    assert_eq!(watcher.row(chat).map(|row| row.unread), Some(3));
    watcher.assert_in_sync().await;
});

story!(everything_marked_as_read_is_read_on_every_device, |world| async {
    let (asha, ben, chats) = busy(&world).await;
    for chat in &chats {
        say(&ben, *chat, "Bed 4 is free").await;
    }
    let mut watcher = Watcher::of(&asha).await;
    watcher.page_on().await;
    actions::mark_read(&asha, None).await.expect("read");
    watcher.assert_in_sync().await;
    assert!(watcher.row(chats[0]).is_some_and(|row| row.unread == 0));
});

story!(a_browser_that_is_ahead_of_a_database_put_back_starts_over, |world| async {
    let (asha, _, _) = busy(&world).await;
    let frames = actions::resume(&asha, 1000, &[], Place::TOP, None).await.expect("the server answers").frames;
    assert_eq!(frames, [Frame::Refetch(None)]);
    let feed = Watcher::of(&asha).await.feed();
    let frames = actions::resume(&asha, feed, &[], Place::TOP, None).await.expect("the server answers").frames;
    assert!(frames.is_empty(), "nothing was missed: {frames:?}");
});

story!(a_greeting_is_told_so_much_one_by_one_and_the_rest_as_it_stands, |world| async {
    let (asha, ben) = (world.person("Asha Patel").await, world.person("Ben Okafor").await);
    let mut chats = Vec::new();
    for _ in 0..5 {
        chats.push(group(&asha, &[&ben], "all").await);
    }
    let mut watcher = Watcher::of(&asha).await;
    watcher.open(chats[0]).await;
    let held: Vec<_> = chats.iter().filter_map(|chat| watcher.row(*chat)).map(|row| (row.conversation, row.last_seq)).collect();
    for chat in &chats {
        for bed in 1..=240 {
            say(&ben, *chat, &format!("Bed {bed} is ready.")).await;
        }
    }
    watcher.drop_all();
    let held: Vec<_> =
        held.into_iter().map(|(conversation, seq)| Held { conversation, seq, read_number: 0, marked_unread: false }).collect();
    let frames = actions::resume(&asha, watcher.feed(), &held, Place::TOP, Some(chats[0])).await.expect("answered").frames;
    let told = frames.iter().map(|frame| if let Frame::Events { events, .. } = frame { events.len() } else { 0 }).sum::<usize>();
    let rows: Vec<_> =
        frames.iter().filter_map(|frame| if let Frame::Missed { own, .. } = frame { Some(own.len()) } else { None }).collect();
    assert_eq!((told, rows), (4 * 240, vec![1]));
    assert!(
        matches!(frames.iter().find(|frame| !matches!(frame, Frame::Marks { .. })), Some(Frame::Events { conversation, .. }) if *conversation == chats[0]),
        "what is open comes first"
    );
    actions::mark_read(&asha, Some(chats[0])).await.expect("read");
    watcher.reconnect().await;
    watcher.assert_in_sync().await;
});
