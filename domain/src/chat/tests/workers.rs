//! What becomes of messages when a fault of ours throws over who writes them.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use platform::bus::Hint;

use super::marks::marked;
use super::{direct, look, message_id, say};
use crate::access::Timestamp;
use crate::chat::lane::Lane;
use crate::chat::store::NewMark;
use crate::story;
use crate::testing::TestWorld;

/// Waits until the worker of this name is down, or nobody is.
async fn until_down(lane: &Lane, who: Option<&'static str>) {
    let wait = async {
        while lane.workers().find_down() != who {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), wait).await.expect("workers fall and stand again");
}

/// A fault in whoever hears what was written: set, the next frame throws its teller over.
fn fault(world: &TestWorld) -> Arc<AtomicBool> {
    let armed = Arc::new(AtomicBool::new(false));
    let heard = armed.clone();
    world.world.bus.listen(move |hint| {
        let is_frame = matches!(hint, Hint::Frame { .. });
        assert!(!(is_frame && heard.swap(false, Ordering::SeqCst)), "a fault on purpose");
    });
    armed
}

story!(a_message_whose_writer_fell_over_is_refused_at_once_then_sent_again_as_one, |world| async {
    let (asha, ben) = (world.person("Asha Patel").await, world.person("Ben Okafor").await);
    let chat = direct(&asha, &ben).await;
    let (lane, id, now) = (&world.world.lane, message_id(&asha), world.clock.now());
    // A clock at the beginning of all time: what is subtracted from it overflows, in the middle of the write.
    let send = || lane.send(asha.who.person, chat, id, "Bed 4 is ready.".into(), None, Some(Timestamp(now)));
    world.clock.advance(-now);
    world.clock.advance(i64::MIN);
    assert!(send().await.is_err());
    world.clock.advance(i64::MIN);
    world.clock.advance(now);
    until_down(lane, Some("sends")).await;
    assert_eq!(send().await.expect("the next writer takes it").number, 1);
    until_down(lane, None).await;
    assert_eq!(look(&ben, chat).await.timeline.messages.len(), 1);
});

story!(what_waited_for_a_writer_that_fell_over_is_written_by_the_next, |world| async {
    let (asha, ben) = (world.person("Asha Patel").await, world.person("Ben Okafor").await);
    let (chat, armed) = (direct(&asha, &ben).await, fault(&world));
    armed.store(true, Ordering::SeqCst);
    say(&asha, chat, "On disk, and not told.").await;
    until_down(&world.world.lane, Some("sends")).await;
    for number in 2..=5 {
        assert_eq!(say(&asha, chat, "And then?").await.number, number);
    }
    until_down(&world.world.lane, None).await;
    assert_eq!(look(&ben, chat).await.row.unread, 5);
});

story!(marks_are_noted_again_after_their_writer_fell_over, |world| async {
    let (asha, ben) = (world.person("Asha Patel").await, world.person("Ben Okafor").await);
    let chat = direct(&asha, &ben).await;
    let sent = say(&asha, chat, "Bed 4 is ready.").await;
    let (lane, armed) = (&world.world.lane, fault(&world));
    let read = |up_to| NewMark { conversation: chat, person: ben.who.person, delivered: up_to, up_to, seen: vec![].into() };
    armed.store(true, Ordering::SeqCst);
    lane.mark(read(sent.seq));
    until_down(lane, Some("marks")).await;
    assert!(lane.is_marked(), "nobody waits for what was lost");
    let sent = say(&asha, chat, "Bed 5 too.").await;
    lane.mark(read(sent.seq));
    until_down(lane, None).await;
    marked(lane).await;
    assert_eq!(look(&ben, chat).await.row.unread, 0);
});
