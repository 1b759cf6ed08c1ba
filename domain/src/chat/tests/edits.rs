//! Changing what was said: by two devices at once, against a deletion, and when a message was written.

use super::super::model::{Edited, LONGEST_WAY};
use super::{direct, group, look, say};
use crate::access::Timestamp;
use crate::chat::actions;
use crate::chat::model::{Notice, Role};
use crate::story;

story!(of_two_devices_that_edit_at_once_the_second_is_told_what_it_says_now, |world| async {
    let (asha, ben) = (world.person("Asha Patel").await, world.person("Ben Okafor").await);
    let chat = direct(&asha, &ben).await;
    for _ in 0..25 {
        let sent = say(&asha, chat, "Give 5 mg.").await;
        let (one, other) =
            tokio::join!(actions::edit(&asha, chat, sent.id, 1, "Give 10 mg."), actions::edit(&asha, chat, sent.id, 1, "Give 100 mg."),);
        let answers = [one.expect("an answer"), other.expect("an answer")];
        let done = answers.iter().find_map(|edited| if let Edited::Done(message) = edited { Some(message) } else { None });
        let meanwhile = answers.iter().find_map(|edited| if let Edited::Meanwhile(message) = edited { Some(message) } else { None });
        assert_eq!(done, meanwhile, "one is done, and the other sees it");
        assert_eq!(done.map(|message| message.version), Some(2));
    }
});

story!(an_edit_of_what_was_deleted_meanwhile_changes_nothing_and_says_so, |world| async {
    let (asha, ben) = (world.person("Asha Patel").await, world.person("Ben Okafor").await);
    let chat = direct(&asha, &ben).await;
    for _ in 0..25 {
        let sent = say(&asha, chat, "Give 5 mg.").await;
        let (edited, deleted) = tokio::join!(actions::edit(&asha, chat, sent.id, 1, "Give 10 mg."), actions::delete(&asha, chat, sent.id));
        deleted.expect("deleted");
        edited.expect("an answer, never a fault");
        let now = look(&ben, chat).await.timeline.find(sent.id).cloned().expect("a tombstone");
        assert!(now.deleted_at.is_some() && now.body.is_empty(), "no text in a tombstone: {now:?}");
    }
    let sent = say(&asha, chat, "Give 5 mg.").await;
    actions::delete(&asha, chat, sent.id).await.expect("deleted");
    let answer = actions::edit(&asha, chat, sent.id, 1, "Give 10 mg.").await.expect("an answer");
    assert!(matches!(answer, Edited::Meanwhile(message) if message.deleted_at.is_some()));
});

story!(a_message_that_waited_says_when_it_was_written, |world| async {
    let (asha, ben) = (world.person("Asha Patel").await, world.person("Ben Okafor").await);
    let chat = direct(&asha, &ben).await;
    let now = world.now();
    let written = |at: i64| Some(Timestamp(now.0 + at));
    for (at, shown) in [(-3_600_000, -3_600_000), (60_000, 0), (-LONGEST_WAY - 1, -LONGEST_WAY)] {
        let sent = actions::send(&asha, chat, None, "Bed 4 is ready.", None, written(at)).await.expect("sent");
        let message = look(&ben, chat).await.timeline.find(sent.id).cloned().expect("it is there");
        assert_eq!((message.sent_at, message.written_at.0 - now.0), (now, shown));
    }
});

story!(whoever_inherits_a_group_is_named_to_everybody, |world| async {
    let (asha, ben) = (world.person("Asha Patel").await, world.person("Ben Okafor").await);
    let chat = group(&asha, &[&ben], "all").await;
    actions::leave(&asha, chat).await.expect("leaves");
    let told: Vec<_> = look(&ben, chat).await.timeline.messages.into_iter().filter_map(|message| message.notice).collect();
    assert!(told.contains(&Notice::Appointed("Ben Okafor".into(), Role::Owner)), "{told:?}");
});
