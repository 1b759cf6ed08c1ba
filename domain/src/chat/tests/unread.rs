//! What counts as unread: what others said, as long as it is there.

use super::marks::{marked, sees};
use super::{Watcher, direct, look, say};
use crate::access::{ConversationId, Ctx};
use crate::chat::actions;
use crate::story;
use crate::testing::{Engine, TestWorld};

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

/// A message of Asha's that is written and not committed yet: what the lane of another server does.
async fn half_said(world: &TestWorld, asha: &Ctx, chat: ConversationId) -> platform::db::Tx {
    let mut tx = world.world.db.write().await.expect("a write");
    let take = "UPDATE conversation SET last_seq = last_seq + 1, last_number = last_number + 1, last_line = last_line + 1 WHERE id = $1";
    tx.query(take).bind(chat).execute().await.expect("taken");
    let insert = "INSERT INTO message (conversation_id, seq, number, id, author_id, body, sent_at, written_at, changed_seq)
                  SELECT c.id, c.last_seq, c.last_number, $2, $3, 'And potassium is 6.1.', 1, 1, c.last_seq FROM conversation c WHERE c.id = $1";
    tx.query(insert).bind(chat).bind(world.world.id()).bind(asha.who.person).execute().await.expect("written");
    let touch = "UPDATE membership SET urgency = 1 WHERE conversation_id = $1 AND person_id <> $2";
    tx.query(touch).bind(chat).bind(asha.who.person).execute().await.expect("new to the others");
    tx
}

story!(what_is_said_while_one_reads_what_came_before_is_unread, |world| async {
    let (asha, ben) = (world.person("Asha Patel").await, world.person("Ben Okafor").await);
    let chat = direct(&asha, &ben).await;
    let sent = say(&asha, chat, "Bloods are back.").await;
    let tx = half_said(&world, &asha, chat).await;
    actions::hear(&ben, sees(chat, sent.seq, sent.seq)).await.expect("heard");
    // On SQLite it does not even begin before the message is written.
    if world.engine == Engine::Postgres {
        let mut eye = world.world.db.read().await.expect("a read");
        let waiting = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
        while eye.query(waiting).fetch_one::<(i64,)>().await.expect("counted").0 == 0 {}
    }
    tx.commit().await.expect("on disk");
    marked(&world.world.lane).await;
    let page = actions::list_inbox(&ben, "", None, None).await.expect("the inbox");
    assert_eq!((page.rows[0].unread, page.unread), (1, 1), "the row says so, and it stands out");
    let unread = actions::list_inbox(&ben, "unread", None, None).await.expect("what is unread");
    assert_eq!(unread.rows.len(), 1);
});

story!(of_what_one_answered_before_a_late_mark_says_so_nothing_is_unread, |world| async {
    let (asha, ben) = (world.person("Asha Patel").await, world.person("Ben Okafor").await);
    let chat = direct(&asha, &ben).await;
    let first = say(&asha, chat, "Bloods are back.").await;
    say(&asha, chat, "Potassium is 6.1.").await;
    say(&ben, chat, "Calcium is going in.").await;
    actions::mark_unread(&ben, chat, None).await.expect("to come back to");
    actions::hear(&ben, sees(chat, first.seq, first.seq)).await.expect("heard late");
    marked(&world.world.lane).await;
    let page = actions::list_inbox(&ben, "", None, None).await.expect("the inbox");
    assert_eq!((page.rows[0].is_unread(), page.unread), (false, 0), "nothing stands out for what was read");
});
