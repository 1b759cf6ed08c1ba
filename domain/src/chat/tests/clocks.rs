//! A clock that is put back: nothing goes down for it, and nobody is left out.

use super::super::model::Filter;
use super::marks::receipt;
use super::{Watcher, direct, group, look, say};
use crate::chat::actions;
use crate::story;

const HOUR: i64 = 3_600_000;

story!(a_clock_that_is_put_back_moves_no_conversation_down, |world| async {
    let (asha, ben) = (world.person("Asha Patel").await, world.person("Ben Okafor").await);
    let (one, ward) = (direct(&asha, &ben).await, group(&asha, &[&ben], "all").await);
    say(&asha, one, "Bed 4 is ready.").await;
    say(&asha, ward, "Bed 5 is ready.").await;
    let latest = world.now();
    let mut watcher = Watcher::of(&ben).await;
    world.wait(-HOUR);
    say(&asha, one, "Bed 6 is ready.").await;
    say(&asha, ward, "Bed 7 is ready.").await;
    actions::rename(&asha, ward, "Ward 7 nights").await.expect("renamed");
    watcher.assert_in_sync().await;
    for row in actions::list_inbox(&ben, Filter::All.key(), None, None).await.expect("the inbox").rows {
        assert_eq!(row.activity_at, latest, "{}", row.title);
    }
    let said: Vec<_> = look(&ben, ward).await.timeline.messages.iter().map(|message| message.seq).collect();
    assert!(said.is_sorted(), "what was said stands in the order it was said in: {said:?}");
});

story!(whoever_joined_before_the_clock_was_put_back_is_asked_for_what_came_after, |world| async {
    let (asha, ben, cleo) = (world.person("Asha Patel").await, world.person("Ben Okafor").await, world.person("Cleo Marsh").await);
    let chat = group(&asha, &[&ben], "joining").await;
    actions::add_people(&asha, chat, &[cleo.who.person]).await.expect("added");
    world.wait(-HOUR);
    let sent = say(&asha, chat, "Crash trolley checked.").await;
    assert!(receipt(&asha, chat, sent.id, &cleo).await.there);
    let timeline = look(&asha, chat).await.timeline;
    assert_eq!(timeline.reach(timeline.find(sent.id).expect("it is there")).of, 2);
});
