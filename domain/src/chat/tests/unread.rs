//! What counts as unread: what others said, as long as it is there.

use super::{Watcher, direct, look, say};
use crate::chat::actions;
use crate::story;

story!(one_s_own_messages_are_never_unread, |world| async {
    let (asha, ben) = (world.person("Asha Patel").await, world.person("Ben Okafor").await);
    let chat = direct(&asha, &ben).await;
    let first = say(&ben, chat, "Bed 4?").await;
    say(&asha, chat, "Ready.").await;
    say(&ben, chat, "Bed 5?").await;
    say(&asha, chat, "Ready too.").await;
    let mut watcher = Watcher::of(&asha).await;
    actions::mark_unread(&asha, chat, Some(first.id)).await.expect("marked");
    assert_eq!(look(&asha, chat).await.row.unread, 2);
    watcher.assert_in_sync().await;
});

story!(what_was_deleted_is_not_unread, |world| async {
    let (asha, ben) = (world.person("Asha Patel").await, world.person("Ben Okafor").await);
    let chat = direct(&asha, &ben).await;
    let sent = [say(&ben, chat, "Wrong chat.").await, say(&ben, chat, "Sorry.").await];
    let mut watcher = Watcher::of(&asha).await;
    for (at, sent) in sent.iter().enumerate() {
        assert_eq!(look(&asha, chat).await.row.unread, 2 - i64::try_from(at).expect("few"));
        actions::delete(&ben, chat, sent.id).await.expect("deleted");
        watcher.assert_in_sync().await;
    }
    assert!(!look(&asha, chat).await.row.is_unread());
    assert_eq!(actions::list_inbox(&asha, "", None, None).await.expect("the inbox").unread, 0);
});

story!(of_very_many_unread_ones_the_browser_asks_how_many_are_left, |world| async {
    let (asha, ben) = (world.person("Asha Patel").await, world.person("Ben Okafor").await);
    let chat = direct(&asha, &ben).await;
    let mut sent = Vec::new();
    for _ in 0..101 {
        sent.push(say(&ben, chat, "Bed 4?").await);
    }
    let mut watcher = Watcher::of(&asha).await;
    for message in sent.iter().take(3) {
        actions::delete(&ben, chat, message.id).await.expect("deleted");
        watcher.assert_in_sync().await;
    }
    assert_eq!(look(&asha, chat).await.row.unread, 98);
});
