//! Who has read it: what somebody had, they had, also once they have left, and after they came back.

use super::marks::{receipt, sees, up};
use super::{Watcher, edit, group, look, receipts, say};
use crate::access::Ctx;
use crate::chat::actions;
use crate::chat::live::{Reach, Up};
use crate::chat::model::Got;
use crate::{story, testing::TestWorld};

async fn three(world: &TestWorld) -> (Ctx, Ctx, Ctx) {
    (world.person("Asha Patel").await, world.person("Ben Okafor").await, world.person("Cleo Marsh").await)
}

story!(whoever_read_it_and_left_is_still_among_those_who_read_it, |world| async {
    let (asha, ben, cleo) = three(&world).await;
    let dev = world.person("Dev Shah").await;
    let chat = group(&asha, &[&ben, &cleo, &dev], "joining").await;
    let sent = say(&asha, chat, "Give 5 mg.").await;
    let mut watcher = Watcher::of(&asha).await;
    watcher.open(chat).await;
    up(&ben, sees(chat, sent.seq, sent.seq)).await;
    up(&cleo, Up::Delivered { conversation: chat, seq: sent.seq }).await;
    let read_at = Some(world.now());
    world.wait(60_000);
    for who in [&ben, &cleo, &dev] {
        actions::leave(who, chat).await.expect("leaves");
    }
    let left_at = Some(world.now());
    let had = receipt(&asha, chat, sent.id, &ben).await;
    assert_eq!((had.got(), had.left_at, had.counts()), ((Got::Read, read_at), left_at, true));
    let had = receipt(&asha, chat, sent.id, &cleo).await;
    assert_eq!((had.got(), had.left_at, had.counts()), ((Got::Delivered, read_at), left_at, false));
    let all = receipts(&asha, chat, sent.id).await;
    assert!(all.iter().all(|receipt| receipt.person != dev.who.person), "nothing is expected of whoever left without it");
    watcher.assert_in_sync().await;
    let fresh = look(&asha, chat).await.timeline;
    let message = fresh.find(sent.id).expect("it is there");
    for timeline in [&fresh, watcher.timeline()] {
        assert_eq!(timeline.reach(message), Reach { delivered: 1, read: 1, of: 1 });
    }
});

story!(whoever_read_it_left_and_came_back_read_it_then, |world| async {
    let (asha, ben, cleo) = three(&world).await;
    let chat = group(&asha, &[&ben, &cleo], "all").await;
    let first = say(&asha, chat, "Give 5 mg.").await;
    up(&ben, sees(chat, first.seq, first.seq)).await;
    let read_at = Some(world.now());
    world.wait(60_000);
    actions::leave(&ben, chat).await.expect("leaves");
    let meanwhile = say(&asha, chat, "Give 10 mg.").await;
    let mut watcher = Watcher::of(&asha).await;
    watcher.open(chat).await;
    actions::add_people(&asha, chat, &[ben.who.person]).await.expect("comes back");
    let last = say(&asha, chat, "Thanks.").await;
    world.wait(60_000);
    up(&ben, sees(chat, last.seq, last.seq)).await;
    assert_eq!(receipt(&asha, chat, first.id, &ben).await.got(), (Got::Read, read_at));
    let all = receipts(&asha, chat, meanwhile.id).await;
    let names: Vec<_> = all.iter().map(|receipt| receipt.name.as_str()).collect();
    assert_eq!(names, ["Cleo Marsh"], "it was not said to him, and he did not read it");
    watcher.assert_in_sync().await;
    let timeline = watcher.timeline();
    let reach = |sent: &crate::chat::model::Sent| timeline.reach(timeline.find(sent.id).expect("held"));
    assert_eq!(reach(&first), Reach { delivered: 1, read: 1, of: 2 });
    assert_eq!(reach(&meanwhile), Reach { delivered: 0, read: 0, of: 1 });
    // Everything may be seen in this group: what he reads of it, he has read.
    up(&ben, Up::Seen { conversation: chat, up_to: 0, shown: vec![crate::chat::model::Span(meanwhile.seq, meanwhile.seq)].into() }).await;
    assert_eq!(receipt(&asha, chat, meanwhile.id, &ben).await.got(), (Got::Read, Some(world.now())));
    watcher.assert_in_sync().await;
    let timeline = watcher.timeline();
    assert_eq!(timeline.reach(timeline.find(meanwhile.id).expect("held")), Reach { delivered: 1, read: 1, of: 2 });
});

story!(a_correction_reached_nobody_who_may_not_see_what_it_corrects, |world| async {
    let (asha, ben, cleo) = three(&world).await;
    let chat = group(&asha, &[&ben], "joining").await;
    let early = say(&asha, chat, "Give 50 mg.").await;
    actions::add_people(&asha, chat, &[cleo.who.person]).await.expect("added");
    let edited = edit(&asha, chat, early.id, "Give 5 mg.").await.expect("edited");
    up(&cleo, Up::Delivered { conversation: chat, seq: edited.changed_seq }).await;
    let all = receipts(&asha, chat, early.id).await;
    assert_eq!(all.iter().map(|receipt| receipt.person).collect::<Vec<_>>(), [ben.who.person]);
});
