//! What a server remembers of where a session stands: never older than it may be, never older than what it was told since.

use super::reception::standing;
use crate::access::{Ctx, Standing};
use crate::account::actions;
use crate::account::door::{Answer, SessionKey, Standings};
use crate::story;
use crate::testing::TestWorld;

const PING: i64 = 30_000;

async fn row(world: &TestWorld, key: &SessionKey) -> Option<Answer> {
    Standings::look(&world.world, key, world.now()).await.expect("the database answers")
}

fn peek(world: &TestWorld, key: &SessionKey) -> Option<Standing> {
    world.world.door.standings.peek(key, world.now())
}

/// Another server, whose hints do not come here.
async fn lock_elsewhere(world: &TestWorld, device: &Ctx) {
    world.write("UPDATE device SET locked = TRUE WHERE id = $1", |query| query.bind(device.who.device)).await;
}

story!(a_socket_shows_nothing_more_a_ping_after_another_server_locked_its_tablet, |world| async {
    let tablet = world.person("Asha Patel").await;
    let key = world.session_of(&tablet);
    assert_eq!(standing(&world.world, &key).await, Standing::Open(tablet.who));
    lock_elsewhere(&world, &tablet).await;
    world.wait(PING - 1);
    assert_eq!(peek(&world, &key), Some(Standing::Open(tablet.who)), "the price of not asking at every frame");
    world.wait(1);
    assert_eq!(peek(&world, &key), None);
    assert_eq!(standing(&world.world, &key).await, Standing::Locked(tablet.who));
});

story!(a_server_that_looks_at_its_devices_doubts_the_one_that_was_locked_elsewhere, |world| async {
    let (tablet, other) = (world.person("Asha Patel").await, world.person("Ben Okafor").await);
    let keys = [&tablet, &other].map(|device| world.session_of(device));
    for key in &keys {
        standing(&world.world, key).await;
    }
    lock_elsewhere(&world, &tablet).await;
    actions::look_at(&world.world, &[tablet.who.device, other.who.device]).await.expect("looked");
    assert_eq!(keys.map(|key| peek(&world, &key)), [None, Some(Standing::Open(other.who))]);
});

story!(an_answer_counts_from_when_it_was_asked_for_however_slow_the_database_is, |world| async {
    let tablet = world.person("Asha Patel").await;
    let key = world.session_of(&tablet);
    let standings = &world.world.door.standings;
    let question = standings.ask(world.now());
    let old = row(&world, &key).await;
    world.wait(PING);
    standings.answer(&key, question, old.as_ref(), world.now());
    assert_eq!(peek(&world, &key), None);
});

story!(a_late_answer_does_not_open_the_tablet_that_was_locked_meanwhile, |world| async {
    let tablet = world.person("Asha Patel").await;
    let key = world.session_of(&tablet);
    let standings = &world.world.door.standings;
    for known_before in [false, true] {
        if known_before {
            world.write("UPDATE device SET locked = FALSE WHERE id = $1", |query| query.bind(tablet.who.device)).await;
            standings.doubt(&[tablet.who.device.0]);
            assert_eq!(standing(&world.world, &key).await, Standing::Open(tablet.who));
        }
        let question = standings.ask(world.now());
        let old = row(&world, &key).await;
        actions::lock(&tablet).await.expect("it locks");
        standings.answer(&key, question, old.as_ref(), world.now());
        assert_eq!(peek(&world, &key), None, "known before: {known_before}");
        assert_eq!(standing(&world.world, &key).await, Standing::Locked(tablet.who));
    }
});

story!(of_two_answers_that_cross_the_one_that_was_asked_for_later_stays, |world| async {
    let tablet = world.person("Asha Patel").await;
    let key = world.session_of(&tablet);
    let standings = &world.world.door.standings;
    let (first, old) = (standings.ask(world.now()), row(&world, &key).await);
    lock_elsewhere(&world, &tablet).await;
    let (second, new) = (standings.ask(world.now()), row(&world, &key).await);
    standings.answer(&key, second, new.as_ref(), world.now());
    assert_eq!(standings.answer(&key, first, old.as_ref(), world.now()), Standing::Locked(tablet.who));
    assert_eq!(peek(&world, &key), Some(Standing::Locked(tablet.who)));
});

story!(a_late_answer_brings_no_ended_session_back, |world| async {
    let tablet = world.person("Asha Patel").await;
    let key = world.session_of(&tablet);
    let standings = &world.world.door.standings;
    let (question, old) = (standings.ask(world.now()), row(&world, &key).await);
    actions::end_session(&world.world, &key).await.expect("ended");
    standings.answer(&key, question, old.as_ref(), world.now());
    assert_eq!(peek(&world, &key), None);
    assert_eq!(standing(&world.world, &key).await, Standing::Anonymous);
});

story!(a_lock_while_everybody_asks_leaves_no_tablet_open, |world| async {
    let tablet = world.person("Asha Patel").await;
    let key = world.session_of(&tablet);
    for _ in 0..50 {
        let askers: Vec<_> = (0..8)
            .map(|_| {
                let (here, key) = (world.world.clone(), key.clone());
                tokio::spawn(async move { standing(&here, &key).await })
            })
            .collect();
        actions::lock(&tablet).await.expect("it locks");
        for asker in askers {
            asker.await.expect("an answer");
        }
        assert_ne!(peek(&world, &key), Some(Standing::Open(tablet.who)));
        world.write("UPDATE device SET locked = FALSE WHERE id = $1", |query| query.bind(tablet.who.device)).await;
        world.world.door.standings.doubt(&[tablet.who.device.0]);
    }
});
