//! Every night what nobody keeps goes from the store of images and files, once, however many servers there are.

use std::convert::Infallible;

use platform::blobs::{self, NewBlob};
use platform::bus::Bus;
use platform::jobs::Runner;
use tokio::join;

use super::count;
use crate::access::World;
use crate::retention::actions::{SWEEP, plan_sweep, sweep_blobs};
use crate::retention::model::DAY;
use crate::story;
use crate::testing::{TestWorld, minutes};

/// Puts an image that nobody refers to yet.
async fn put(world: &TestWorld) -> NewBlob {
    let new = NewBlob { organisation: world.organisation.0, kind: "image", id: world.world.id() };
    let content = futures::stream::iter([Ok::<_, Infallible>(bytes::Bytes::from_static(b"a wound"))]);
    let there = &world.world;
    there.blobs.put_new(&there.db, &there.clock, new, content, 100).await.expect("put");
    new
}

/// What whoever refers to it does in their transaction.
async fn keep(world: &TestWorld, blob: NewBlob) {
    let mut tx = world.world.db.write().await.expect("a write");
    blobs::keep(&mut tx, blob.organisation, blob.id, world.now().0).await.expect("kept");
    tx.commit().await.expect("on disk");
}

async fn is_there(world: &TestWorld, blob: NewBlob) -> bool {
    world.world.blobs.get(&blob.name(), None).await.expect("the store answers").is_some()
}

fn runner(world: &World) -> Runner {
    let of = world.clone();
    Runner::new(world.db.clone(), world.clock.clone(), world.secret.clone()).on(SWEEP, move |_| {
        let world = of.clone();
        async move { sweep_blobs(&world).await }
    })
}

/// Runs what is due now at one server; how many jobs that were.
async fn run(world: &TestWorld) -> usize {
    runner(&world.world).run_due().await.expect("the jobs run")
}

/// Lets a night pass, and runs what was due in it.
async fn night(world: &TestWorld) -> usize {
    world.wait(DAY);
    run(world).await
}

async fn jobs(world: &TestWorld) -> i64 {
    count(world, "job", "failed_at IS NULL", &[]).await
}

story!(an_image_that_nobody_sent_within_a_day_goes_at_night_and_one_that_was_sent_stays, |world| async {
    plan_sweep(&world.world).await.expect("planned");
    let (orphan, sent) = (put(&world).await, put(&world).await);
    keep(&world, sent).await;
    // Monday at 9; the night comes at 2 on Tuesday, when it may still be sent.
    world.wait(minutes(17 * 60));
    assert_eq!(run(&world).await, 1);
    assert_eq!((is_there(&world, orphan).await, is_there(&world, sent).await), (true, true), "younger than a day");
    assert_eq!(night(&world).await, 1);
    assert_eq!((is_there(&world, orphan).await, is_there(&world, sent).await), (false, true));
    assert_eq!(count(&world, "blob", "1 = 1", &[]).await, 1, "its row went with it");
    assert_eq!(night(&world).await, 1, "it comes again every night");
    assert!(is_there(&world, sent).await);
});

story!(two_servers_that_plan_and_run_at_once_sweep_once, |world| async {
    let other = world.another_server(Bus::default(), world.clock.clone()).await;
    let orphan = put(&world).await;
    let (here, there) = join!(plan_sweep(&world.world), plan_sweep(&other));
    here.and(there).expect("planned");
    assert_eq!(jobs(&world).await, 1);
    world.wait(2 * DAY);
    let (here, there) = (runner(&world.world), runner(&other));
    let (here, there) = join!(here.run_due(), there.run_due());
    assert_eq!(here.expect("run") + there.expect("run"), 1);
    assert_eq!((is_there(&world, orphan).await, jobs(&world).await), (false, 1));
    // And whoever is told twice does it once.
    let (here, there) = join!(sweep_blobs(&world.world), sweep_blobs(&other));
    assert_eq!((here, there, jobs(&world).await), (Ok(()), Ok(()), 1));
});

story!(a_night_that_was_given_up_because_the_store_was_away_is_planned_anew, |world| async {
    plan_sweep(&world.world).await.expect("planned");
    world.write("UPDATE job SET failed_at = 1", |query| query).await;
    let orphan = put(&world).await;
    assert_eq!(night(&world).await, 0);
    plan_sweep(&world.world).await.expect("planned");
    plan_sweep(&world.world).await.expect("planned");
    assert_eq!((jobs(&world).await, is_there(&world, orphan).await), (1, true));
    assert_eq!(night(&world).await, 1);
    assert!(!is_there(&world, orphan).await);
});
