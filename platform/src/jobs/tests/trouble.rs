//! Jobs that fail, come too late, or panic.

use std::sync::atomic::{AtomicBool, Ordering};

use uuid::Uuid;

use super::*;

#[tokio::test]
async fn a_failing_job_is_tried_ten_times_ever_more_slowly_then_kept_for_the_doctor() {
    for yard in Yard::on_both_engines().await {
        yard.enqueue("mail", NOON).await;
        let runner = yard.runner(Err(Trouble::Later("mail server is down".into())));
        let mut waits = Vec::new();
        while runner.run_due().await.unwrap() == 1 {
            let Some(next) = yard.next(&runner).await else { break };
            waits.push((next - yard.clock.now()) / 1_000);
            yard.clock.advance(next - yard.clock.now());
        }
        assert_eq!(waits, [5, 10, 20, 40, 80, 160, 320, 640, 900], "{}", yard.db.engine());
        assert_eq!(yard.ran().len(), 10);
        let failed = list_failed(&yard.db, 10).await.unwrap();
        assert_eq!((failed.len(), failed[0].last_error.as_deref()), (1, Some("mail server is down")));
    }
}

#[tokio::test]
async fn a_kind_has_a_patience_of_its_own() {
    for yard in Yard::on_both_engines().await {
        let retry = Retry { tries: 3, first: Duration::from_secs(1), longest: Duration::from_secs(1) };
        let hasty = Kind { retry, ..NOTE };
        yard.enqueue("escalation", NOON).await;
        let runner = yard.runner_of(&yard.db, hasty, Err(Trouble::Later("down".into())));
        for _ in 0..3 {
            assert_eq!(runner.run_due().await.unwrap(), 1);
            yard.clock.advance(1_000);
        }
        assert_eq!(list_failed(&yard.db, 10).await.unwrap().len(), 1, "{}", yard.db.engine());
    }
}

#[tokio::test]
async fn what_can_never_work_is_given_up_at_once() {
    for yard in Yard::on_both_engines().await {
        yard.enqueue("mail", NOON).await;
        assert_eq!(yard.runner(Err(Trouble::Never("no such address".into()))).run_due().await.unwrap(), 1);
        assert_eq!(list_failed(&yard.db, 10).await.unwrap().len(), 1, "{}", yard.db.engine());
    }
}

#[tokio::test]
async fn what_has_lost_its_worth_is_not_done_any_more() {
    for yard in Yard::on_both_engines().await {
        yard.leave(NOTE, "a code for ten minutes", NOON, |job| job.until(NOON + 600_000)).await;
        yard.clock.advance(600_000);
        assert_eq!(yard.runner(Ok(())).run_due().await.unwrap(), 1);
        assert_eq!(yard.ran(), [""; 0], "{}", yard.db.engine());
        let failed = list_failed(&yard.db, 10).await.unwrap();
        assert_eq!(failed[0].last_error.as_deref(), Some("its time had passed before it could be done"));
    }
}

#[tokio::test]
async fn no_try_is_made_after_the_worth_is_lost() {
    for yard in Yard::on_both_engines().await {
        yard.leave(NOTE, "a code", NOON, |job| job.until(NOON + 6_000)).await;
        let runner = yard.runner(Err(Trouble::Later("mail server is down".into())));
        runner.run_due().await.unwrap();
        yard.clock.advance(5_000);
        runner.run_due().await.unwrap();
        // The next would come ten seconds later.
        assert_eq!((yard.ran().len(), yard.next(&runner).await), (2, None), "{}", yard.db.engine());
        assert_eq!(list_failed(&yard.db, 10).await.unwrap()[0].last_error.as_deref(), Some("mail server is down"));
    }
}

#[tokio::test]
async fn a_payload_sealed_with_another_key_is_given_up() {
    for yard in Yard::on_both_engines().await {
        yard.enqueue("mail", NOON).await;
        let stranger = Yard { secret: Secret::new([8; 32]), ..yard };
        stranger.runner(Ok(())).run_due().await.unwrap();
        assert_eq!(list_failed(&stranger.db, 10).await.unwrap().len(), 1);
    }
}

#[tokio::test]
async fn a_panic_is_tried_again() {
    for yard in Yard::on_both_engines().await {
        let later = yard.runner(Ok(())).on(NOTE, |_| async { panic!("a bug in a handler") });
        let at_once = yard.runner(Ok(())).on(NOTE, |payload: Vec<u8>| {
            assert!(payload.is_empty(), "a bug before the first wait");
            async { Ok(()) }
        });
        for clumsy in [later, at_once] {
            yard.enqueue("mail", yard.clock.now()).await;
            clumsy.run_due().await.unwrap();
            assert_eq!(yard.next(&clumsy).await, Some(yard.clock.now() + 5_000), "{}", yard.db.engine());
            yard.clock.advance(5_000);
            yard.runner(Ok(())).run_due().await.unwrap();
        }
    }
}

#[tokio::test]
async fn what_its_organisation_has_switched_off_waits_as_what_failed_does_and_is_given_up_in_the_end() {
    const PAGE: Kind = Kind { feature: Some("pager"), ..Kind::named("page") };
    let (here, elsewhere) = (Uuid::from_u128(1), Uuid::from_u128(2));
    for yard in Yard::on_both_engines().await {
        let off = Arc::new(AtomicBool::new(true));
        let asked = off.clone();
        let runner = yard.runner_of(&yard.db, PAGE, Ok(())).asks(move |feature, organisation| {
            let off = feature == "pager" && organisation == here && asked.load(Ordering::SeqCst);
            async move { if off { Err(Trouble::Later("feature_off".into())) } else { Ok(()) } }
        });
        yard.leave(PAGE, "bed 4", NOON, |job| job.organisation(here)).await;
        yard.leave(PAGE, "bed 7", NOON, |job| job.organisation(elsewhere)).await;
        yard.leave(PAGE, "the server's own", NOON, |job| job).await;
        runner.run_due().await.unwrap();
        let mut ran = yard.ran();
        ran.sort();
        assert_eq!(ran, ["bed 7", "the server's own"], "{}", yard.db.engine());
        off.store(false, Ordering::SeqCst);
        yard.clock.advance(5_000);
        runner.run_due().await.unwrap();
        assert_eq!(yard.ran(), ["bed 4"], "it was off for a moment");

        off.store(true, Ordering::SeqCst);
        yard.leave(PAGE, "bed 9", yard.clock.now(), |job| job.organisation(here)).await;
        while runner.run_due().await.unwrap() == 1 {
            yard.clock.advance(900_000);
        }
        off.store(false, Ordering::SeqCst);
        assert_eq!(runner.run_due().await.unwrap(), 0, "nothing of then begins when it is on again");
        assert_eq!(yard.ran(), [""; 0]);
        assert_eq!(list_failed(&yard.db, 10).await.unwrap()[0].last_error.as_deref(), Some("feature_off"));
    }
}
