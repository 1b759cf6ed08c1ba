//! Whoever asks may hang up at any moment: then nothing happened, or all of it, and those who watch were told.

use std::pin::Pin;
use std::task::Poll;
use std::time::Duration;

use platform::bus::Hint;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use uuid::Uuid;

use crate::access::{MessageId, Outcome};
use crate::account::actions;
use crate::chat;
use crate::chat::model::Edited;
use crate::story;
use crate::testing::TestWorld;

type Asked = Pin<Box<dyn Future<Output = Outcome<()>>>>;

/// Waits for the answer through `moments` awaits, then hangs up.
async fn hang_up_after(moments: usize, mut asked: Asked) -> Option<Outcome<()>> {
    let mut left = moments;
    std::future::poll_fn(|context| {
        if left == 0 {
            return Poll::Ready(None);
        }
        left -= 1;
        match asked.as_mut().poll(context) {
            Poll::Pending if left == 0 => Poll::Ready(None),
            other => other.map(Some),
        }
    })
    .await
}

fn listen(world: &TestWorld) -> UnboundedReceiver<Hint> {
    let (told, ear) = unbounded_channel();
    world.world.bus.listen(move |hint| drop(told.send(hint.clone())));
    ear
}

/// Asks for a deed again and again, and hangs up one moment later each time, until it is answered always: how often an
/// answer is waited for depends on the machine, and so does whether somebody hung up between the commit and the answer.
async fn at_every_moment(world: &TestWorld, deed: impl AsyncFn() -> (Uuid, Asked), row: &'static str, done: &'static str) {
    let mut ear = listen(world);
    for _ in 0..10 {
        let mut done_all_the_same = 0;
        for moments in 0..200 {
            let tries = at_the_moment(world, &deed, moments, (row, done), &mut ear).await;
            done_all_the_same += tries.iter().filter(|(is_done, answered)| *is_done && !answered).count();
            if tries.iter().all(|(_, answered)| *answered) {
                break;
            }
        }
        if done_all_the_same > 0 {
            return;
        }
    }
    panic!("nobody hung up between the commit and the answer");
}

/// Hangs up after so many moments, four times: whether the deed was done, and whether it was answered. `row` waits for whoever
/// holds the row of the thing; `done` counts it once the deed is done.
async fn at_the_moment(
    world: &TestWorld,
    deed: &impl AsyncFn() -> (Uuid, Asked),
    moments: usize,
    (row, done): (&'static str, &'static str),
    ear: &mut UnboundedReceiver<Hint>,
) -> Vec<(bool, bool)> {
    let mut tries = Vec::new();
    for _ in 0..4 {
        let (thing, asked) = deed().await;
        while ear.try_recv().is_ok() {}
        let answered = hang_up_after(moments, asked).await;
        world.write(row, |query| query.bind(thing)).await;
        let is_done = count_of(world, done, thing).await == 1;
        if is_done {
            let told = tokio::time::timeout(Duration::from_secs(10), ear.recv()).await;
            assert!(told.is_ok(), "done after {moments} moments, and nobody was told");
        } else {
            assert!(ear.try_recv().is_err(), "told after {moments} moments of what is not true");
        }
        if let Some(answer) = &answered {
            assert!(answer.is_ok() && is_done, "{answer:?}");
        }
        tries.push((is_done, answered.is_some()));
    }
    tries
}

async fn count_of(world: &TestWorld, sql: &'static str, thing: Uuid) -> i64 {
    let (count,) = world.world.db.read().await.expect("a read").query(sql).bind(thing).fetch_one().await.expect("it is looked up");
    count
}

const DEVICE: &str = "UPDATE device SET name = name WHERE id = $1";
const MESSAGE: &str = "UPDATE conversation SET title = title WHERE id = (SELECT conversation_id FROM message WHERE id = $1)";
const LOCKED: &str = "SELECT count(*) FROM device WHERE id = $1 AND locked";
const REVOKED: &str = "SELECT count(*) FROM device WHERE id = $1 AND revoked_at IS NOT NULL";

story!(whoever_hangs_up_while_a_lost_phone_is_signed_out_leaves_no_socket_that_does_not_know, |world| async {
    let asha = world.person("Asha Patel").await;
    let deed = async || {
        let (asha, phone) = (asha.clone(), world.another_device(&asha).await.who.device);
        let asked: Asked = Box::pin(async move { actions::sign_out_device(&asha, phone).await });
        (phone.0, asked)
    };
    at_every_moment(&world, deed, DEVICE, REVOKED).await;
});

story!(whoever_hangs_up_while_all_devices_are_signed_out_has_told_all_or_none, |world| async {
    let deed = async || {
        let asha = world.person("Asha Patel").await;
        let asked: (Uuid, Asked) = (asha.who.device.0, Box::pin(async move { actions::sign_out_everywhere(&asha).await }));
        asked
    };
    at_every_moment(&world, deed, DEVICE, REVOKED).await;
});

story!(whoever_hangs_up_while_a_tablet_is_locked_leaves_no_screen_open, |world| async {
    let deed = async || {
        let tablet = world.person("Asha Patel").await;
        let asked: (Uuid, Asked) = (tablet.who.device.0, Box::pin(async move { actions::lock(&tablet).await }));
        asked
    };
    at_every_moment(&world, deed, DEVICE, LOCKED).await;
});

story!(whoever_hangs_up_while_a_dose_is_corrected_has_corrected_it_for_all_or_none, |world| async {
    let (asha, ben) = (world.person("Asha Patel").await, world.person("Ben Okafor").await);
    let ward = chat::actions::start_direct(&asha, ben.who.person).await.expect("they talk");
    let deed = async || {
        let id = MessageId(world.world.id());
        chat::actions::send(&asha, ward, Some(id), "5 mg", None, None).await.expect("it is said");
        let asha = asha.clone();
        let asked: Asked = Box::pin(async move {
            let edited = chat::actions::edit(&asha, ward, id, 1, "0.5 mg").await?;
            assert!(matches!(edited, Edited::Done(_)));
            Ok(())
        });
        (id.0, asked)
    };
    at_every_moment(&world, deed, MESSAGE, "SELECT count(*) FROM message WHERE id = $1 AND body = '0.5 mg'").await;
});

story!(whoever_hangs_up_while_a_session_ends_is_not_remembered_as_open, |world| async {
    let mut ended_all_the_same = 0;
    for moments in (0..10).flat_map(|_| 0..16) {
        let asha = world.person("Asha Patel").await;
        let key = world.session_of(&asha);
        actions::standing(&world.world, &key).await.expect("remembered");
        let (here, ended) = (world.world.clone(), key.clone());
        let asked: Asked = Box::pin(async move { actions::end_session(&here, &ended).await });
        let answered = hang_up_after(moments, asked).await;
        world.write("UPDATE session SET data = data WHERE device_id = $1", |query| query.bind(asha.who.device)).await;
        let kept = count_of(&world, "SELECT count(*) FROM session WHERE device_id = $1", asha.who.device.0).await == 1;
        // The task that commits forgets it in the same breath; it may still have to be given the word.
        let in_step = async {
            while world.world.door.standings.peek(&key, world.now()).is_some() != kept {
                tokio::task::yield_now().await;
            }
        };
        assert!(tokio::time::timeout(Duration::from_secs(10), in_step).await.is_ok(), "after {moments} moments, kept: {kept}");
        ended_all_the_same += i32::from(answered.is_none() && !kept);
    }
    assert!(ended_all_the_same > 0, "nobody hung up between the commit and the answer");
});
