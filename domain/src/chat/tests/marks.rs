//! Receipts: delivered, read, and when.

use std::time::Duration;

use super::{Watcher, direct, edit, group, look, say};
use crate::access::Ctx;
use crate::access::{ConversationId, MessageId};
use crate::chat::actions;
use crate::chat::live::{Reach, Up};
use crate::chat::model::Receipt;
use crate::story;

/// Says something up the socket, and waits until the lane has written it.
async fn up(who: &Ctx, up: Up) {
    actions::hear(who, up).await.expect("heard");
    // The lane collects marks for 40 ms; what is waited for is its commit, seen by a read.
    tokio::time::sleep(Duration::from_millis(150)).await;
}

async fn receipt(who: &Ctx, chat: ConversationId, id: MessageId, of: &Ctx) -> Receipt {
    let receipts = actions::list_receipts(who, chat, id).await.expect("receipts");
    receipts.into_iter().find(|receipt| receipt.person == of.who.person).expect("one for each")
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
    up(&ben, Up::Seen { conversation: chat, seq: sent.seq }).await;
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
    up(&ben, Up::Seen { conversation: chat, seq: sent.seq }).await;
    let edited = edit(&asha, chat, sent.id, "Give 2.5 mg.").await.expect("edited");
    assert_eq!(look(&asha, chat).await.timeline.reach(&edited).read, 0);
    assert_eq!(receipt(&asha, chat, sent.id, &ben).await.read_at, None);
    up(&ben, Up::Seen { conversation: chat, seq: edited.changed_seq }).await;
    assert_eq!(look(&asha, chat).await.timeline.reach(&edited).read, 1);
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
    up(&ben, Up::Seen { conversation: chat, seq: sent.seq }).await;
    assert_eq!(look(&ben, chat).await.row.unread, 0);
    watcher.assert_in_sync().await;
});

story!(a_mark_beyond_what_was_said_or_by_a_stranger_moves_nothing, |world| async {
    let (asha, ben, cleo) = (world.person("Asha Patel").await, world.person("Ben Okafor").await, world.person("Cleo Marsh").await);
    let chat = direct(&asha, &ben).await;
    let sent = say(&asha, chat, "Hello").await;
    up(&ben, Up::Seen { conversation: chat, seq: i64::MAX }).await;
    up(&cleo, Up::Seen { conversation: chat, seq: sent.seq }).await;
    let opened = look(&asha, chat).await;
    assert!(opened.timeline.marks.iter().all(|mark| mark.seen_seq == 0), "{:?}", opened.timeline.marks);
});
