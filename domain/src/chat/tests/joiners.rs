//! What was said before somebody joined stays hidden from them: on a fetch, live, in a correction, in a quote, after a break.

use std::sync::{Arc, Mutex};

use platform::bus::Hint;

use super::super::live::{Event, Frame, Up};
use super::super::model::{Place, Quoted};
use super::{Watcher, edit, group, look, say};
use crate::access::{ConversationId, Ctx, Failure, PersonId};
use crate::chat::actions;
use crate::chat::live::Held;
use crate::{story, testing::TestWorld};

/// Everything that goes to one person's sockets, as it goes there.
fn overhear(world: &TestWorld, person: PersonId) -> Arc<Mutex<String>> {
    let heard = Arc::<Mutex<String>>::default();
    let ear = heard.clone();
    world.world.bus.listen(move |hint| {
        let Hint::Frame { to, body, .. } = hint else { return };
        if to.contains(&person.0) {
            ear.lock().expect("nobody panicked").push_str(&String::from_utf8_lossy(body));
        }
    });
    heard
}

/// Cleo joins a ward that sees the past from joining on, after something was said of bed 4.
async fn joined(world: &TestWorld, history: &str) -> (Ctx, Ctx, Ctx, ConversationId, crate::chat::model::Sent) {
    let (asha, ben, cleo) = (world.person("Asha Patel").await, world.person("Ben Okafor").await, world.person("Cleo Marsh").await);
    let chat = group(&asha, &[&ben], history).await;
    let early = say(&asha, chat, "Bed 4 is SECRET positive.").await;
    actions::add_people(&asha, chat, &[cleo.who.person]).await.expect("added");
    (asha, ben, cleo, chat, early)
}

story!(a_correction_of_what_was_said_before_somebody_joined_does_not_reach_them, |world| async {
    let (asha, ben, cleo, chat, early) = joined(&world, "joining").await;
    let heard = overhear(&world, cleo.who.person);
    let (mut joiner, mut other) = (Watcher::of(&cleo).await, Watcher::of(&ben).await);
    joiner.open(chat).await;
    other.open(chat).await;
    edit(&asha, chat, early.id, "Bed 5 is SECRET positive.").await.expect("edited");
    say(&ben, chat, "Thanks.").await;
    for watcher in [&mut joiner, &mut other] {
        watcher.assert_in_sync().await;
    }
    actions::delete(&asha, chat, early.id).await.expect("deleted");
    for watcher in [&mut joiner, &mut other] {
        watcher.assert_in_sync().await;
    }
    assert!(other.timeline().find(early.id).is_some_and(|message| message.version == 3), "who was there is told all of it");
    let heard = heard.lock().expect("nobody panicked");
    assert!(heard.contains("Thanks.") && !heard.contains("SECRET") && !heard.contains(&early.id.to_string()), "{heard}");
});

story!(a_quote_of_what_was_said_before_somebody_joined_says_only_that, |world| async {
    let (asha, ben, cleo, chat, early) = joined(&world, "joining").await;
    let heard = overhear(&world, cleo.who.person);
    let (mut joiner, mut other) = (Watcher::of(&cleo).await, Watcher::of(&ben).await);
    joiner.open(chat).await;
    other.open(chat).await;
    let answer = actions::send(&ben, chat, None, "Isolated.", Some(early.id), None).await.expect("answered");
    edit(&ben, chat, answer.id, "Isolated, and told.").await.expect("edited");
    edit(&asha, chat, early.id, "Bed 5 is SECRET positive.").await.expect("edited");
    for watcher in [&mut joiner, &mut other] {
        watcher.assert_in_sync().await;
    }
    let quote = |watcher: &Watcher| watcher.timeline().find(answer.id).and_then(|message| message.quote.clone());
    assert_eq!(quote(&joiner), Some(Quoted::Before));
    assert!(matches!(quote(&other), Some(Quoted::Shown(quote)) if quote.text == "Bed 5 is SECRET positive."));
    let fetched = look(&cleo, chat).await.timeline.find(answer.id).and_then(|message| message.quote.clone());
    assert_eq!(fetched, Some(Quoted::Before), "a fetch says the same");
    let heard = heard.lock().expect("nobody panicked");
    assert!(heard.contains("and told") && !heard.contains("SECRET") && !heard.contains(&early.id.to_string()), "{heard}");
});

story!(after_a_break_a_joiner_is_told_what_they_would_have_heard, |world| async {
    for history in ["none", "joining"] {
        let (asha, ben, cleo, chat, early) = joined(&world, history).await;
        let mut joiner = Watcher::of(&cleo).await;
        joiner.open(chat).await;
        let seq = joiner.timeline().last_seq;
        edit(&asha, chat, early.id, "Bed 5 is SECRET positive.").await.expect("edited");
        actions::send(&ben, chat, None, "Isolated.", Some(early.id), None).await.expect("answered");
        actions::rename(&asha, chat, "Ward 7 nights").await.expect("renamed");
        joiner.drop_all();
        let held = [Held { conversation: chat, seq, read_number: 1, marked_unread: false }];
        let frames = actions::resume(&cleo, 0, &held, Place::TOP, Some(chat)).await.expect("answered").frames;
        let told = frames.iter().find_map(|frame| if let Frame::Events { events, .. } = frame { Some(events) } else { None });
        let told = told.expect("told one by one, not sent to fetch");
        assert_eq!(told.first(), Some(&Event::Hidden { seq: seq + 1 }));
        assert!(!format!("{frames:?}").contains("SECRET"), "{frames:?}");
        joiner.reconnect().await;
        joiner.assert_in_sync().await;
    }
});

story!(whoever_comes_back_sees_as_little_of_the_past_as_anybody_who_joins, |world| async {
    let (asha, ben, _, chat, early) = joined(&world, "joining").await;
    let own = say(&ben, chat, "My SECRET note.").await;
    actions::leave(&ben, chat).await.expect("leaves");
    actions::add_people(&asha, chat, &[ben.who.person]).await.expect("comes back");
    let mut back = Watcher::of(&ben).await;
    back.open(chat).await;
    let answer = actions::send(&asha, chat, None, "As Ben says.", Some(own.id), None).await.expect("answered");
    edit(&asha, chat, early.id, "Bed 5 is SECRET positive.").await.expect("edited");
    back.assert_in_sync().await;
    assert_eq!(back.timeline().find(answer.id).and_then(|message| message.quote.clone()), Some(Quoted::Before));
    assert_eq!(edit(&ben, chat, own.id, "Mine").await, Err(Failure::NotFound));
});

story!(the_id_of_a_hidden_message_opens_nothing, |world| async {
    let (asha, ben, cleo, chat, early) = joined(&world, "joining").await;
    let answer = actions::send(&ben, chat, None, "Isolated.", Some(early.id), None).await.expect("answered");
    edit(&asha, chat, early.id, "Bed 5 is SECRET positive.").await.expect("edited");
    assert_eq!(actions::list_receipts(&cleo, chat, early.id).await, Err(Failure::NotFound));
    assert_eq!(actions::list_versions(&cleo, chat, early.id).await, Err(Failure::NotFound));
    assert_eq!(actions::mark_unread(&cleo, chat, Some(early.id)).await, Err(Failure::NotFound));
    assert!(matches!(actions::send(&cleo, chat, None, "What?", Some(early.id), None).await, Err(Failure::Invalid { .. })));
    actions::save_draft(&cleo, chat, "What?", Some(early.id), None).await.expect("kept");
    let opened = actions::open(&cleo, chat, Some(early.id)).await.expect("opens at the end");
    assert!(opened.row.answers.is_none() && opened.timeline.find(early.id).is_none());
    assert!(opened.timeline.find(answer.id).is_some());
    actions::hear(&cleo, Up::Delivered { conversation: chat, seq: early.seq }).await.expect("heard");
});
