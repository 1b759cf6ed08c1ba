use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::*;
use crate::testing::databases;

const NOON: i64 = 1_700_000_000_000;

struct Yard {
    db: Db,
    clock: Clock,
    secret: Secret,
    runs: Arc<Mutex<Vec<String>>>,
    // Held to keep the database alive.
    _test: crate::testing::TestDb,
}

impl Yard {
    async fn on_both_engines() -> Vec<Self> {
        let yards = databases().await.into_iter().map(|test| Self {
            db: test.db.clone(),
            clock: Clock::manual(NOON),
            secret: Secret::new([7; 32]),
            runs: Arc::default(),
            _test: test,
        });
        yards.collect()
    }

    async fn enqueue(&self, what: &str, run_at: i64) {
        let mut tx = self.db.write().await.unwrap();
        enqueue(&mut tx, "note", &self.secret.seal(what.as_bytes()), run_at).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// A runner that notes what it ran, and fails when told to.
    fn runner(&self, ending: Result<(), Trouble>) -> Runner {
        let runs = self.runs.clone();
        Runner::new(self.db.clone(), self.clock.clone(), self.secret.clone()).on("note", move |payload| {
            runs.lock().unwrap().push(String::from_utf8(payload).unwrap());
            let ending = ending.clone();
            async move { ending }
        })
    }

    fn ran(&self) -> Vec<String> {
        std::mem::take(&mut *self.runs.lock().unwrap())
    }
}

#[tokio::test]
async fn a_job_runs_once_when_it_is_due_and_not_before() {
    for yard in Yard::on_both_engines().await {
        yard.enqueue("later", NOON + 1_000).await;
        let runner = yard.runner(Ok(()));
        assert_eq!(runner.run_due().await.unwrap(), 0);
        yard.clock.advance(1_000);
        assert_eq!(runner.run_due().await.unwrap(), 1);
        assert_eq!(runner.run_due().await.unwrap(), 0);
        assert_eq!(yard.ran(), ["later"], "{}", yard.db.engine());
    }
}

#[tokio::test]
async fn a_job_whose_transaction_was_given_up_never_runs() {
    for yard in Yard::on_both_engines().await {
        let mut tx = yard.db.write().await.unwrap();
        enqueue(&mut tx, "note", &yard.secret.seal(b"ghost"), NOON).await.unwrap();
        drop(tx);
        assert_eq!(yard.runner(Ok(())).run_due().await.unwrap(), 0, "{}", yard.db.engine());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn many_runners_fire_each_job_once() {
    for yard in Yard::on_both_engines().await {
        for at in 0..40 {
            yard.enqueue(&format!("job {at}"), NOON).await;
        }
        let runners: Vec<_> = (0..8)
            .map(|_| {
                let runner = yard.runner(Ok(()));
                tokio::spawn(async move {
                    // A runner that loses a race sees nothing for a moment; it would look again.
                    while runner.next_due().await.unwrap().is_some_and(|at| at <= NOON) {
                        runner.run_due().await.unwrap();
                    }
                })
            })
            .collect();
        for runner in runners {
            runner.await.unwrap();
        }
        let mut ran = yard.ran();
        ran.sort();
        let mut wanted: Vec<_> = (0..40).map(|at| format!("job {at}")).collect();
        wanted.sort();
        assert_eq!(ran, wanted, "{}", yard.db.engine());
    }
}

#[tokio::test]
async fn a_job_whose_runner_died_is_taken_again_when_its_lease_ends() {
    for yard in Yard::on_both_engines().await {
        yard.enqueue("mail", NOON).await;
        let runner = yard.runner(Ok(()));
        let _dead = runner.claim().await.unwrap().unwrap();
        yard.clock.advance(LEASE - 1);
        assert_eq!(runner.run_due().await.unwrap(), 0);
        yard.clock.advance(1);
        assert_eq!(runner.run_due().await.unwrap(), 1);
        assert_eq!(yard.ran(), ["mail"], "{}", yard.db.engine());
    }
}

#[tokio::test]
async fn a_runner_that_outlived_its_lease_takes_nothing_from_its_successor() {
    for yard in Yard::on_both_engines().await {
        yard.enqueue("mail", NOON).await;
        let runner = yard.runner(Err(Trouble::Later("down".into())));
        let slow = runner.claim().await.unwrap().unwrap();
        yard.clock.advance(LEASE);
        let successor = runner.claim().await.unwrap().unwrap();
        runner.try_once(slow).await.unwrap();
        assert_eq!(runner.next_due().await.unwrap(), Some(NOON + 2 * LEASE), "{}", yard.db.engine());
        drop(successor);
    }
}

#[tokio::test]
async fn a_failing_job_is_tried_ten_times_ever_more_slowly_then_kept_for_the_doctor() {
    for yard in Yard::on_both_engines().await {
        yard.enqueue("mail", NOON).await;
        let runner = yard.runner(Err(Trouble::Later("mail server is down".into())));
        let mut waits = Vec::new();
        while runner.run_due().await.unwrap() == 1 {
            let Some(next) = runner.next_due().await.unwrap() else { break };
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
async fn what_can_never_work_is_given_up_at_once() {
    for yard in Yard::on_both_engines().await {
        yard.enqueue("mail", NOON).await;
        assert_eq!(yard.runner(Err(Trouble::Never("no such address".into()))).run_due().await.unwrap(), 1);
        assert_eq!(list_failed(&yard.db, 10).await.unwrap().len(), 1, "{}", yard.db.engine());
    }
}

#[tokio::test]
async fn a_payload_sealed_with_another_key_is_given_up_and_a_panic_is_tried_again() {
    for yard in Yard::on_both_engines().await {
        yard.enqueue("mail", NOON).await;
        let stranger = Runner { secret: Secret::new([8; 32]), ..yard.runner(Ok(())) };
        stranger.run_due().await.unwrap();
        assert_eq!(list_failed(&yard.db, 10).await.unwrap().len(), 1);

        yard.enqueue("mail", NOON).await;
        let clumsy = yard.runner(Ok(())).on("note", |_| async { panic!("a bug in a handler") });
        clumsy.run_due().await.unwrap();
        assert_eq!(yard.runner(Ok(())).next_due().await.unwrap(), Some(NOON + 5_000), "{}", yard.db.engine());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_commit_wakes_the_runner_at_once() {
    for yard in Yard::on_both_engines().await {
        let (ran, mut seen) = tokio::sync::mpsc::unbounded_channel();
        let count = Arc::new(AtomicUsize::new(0));
        let runner = yard.runner(Ok(())).on("note", move |_| {
            ran.send(count.fetch_add(1, Ordering::SeqCst)).unwrap();
            async { Ok(()) }
        });
        let running = tokio::spawn(async move { runner.run().await });
        for _ in 0..3 {
            yard.enqueue("now", NOON).await;
            // Well under the time after which a runner looks again by itself.
            tokio::time::timeout(LOOK_AGAIN / 3, seen.recv()).await.unwrap().unwrap();
        }
        running.abort();
    }
}
