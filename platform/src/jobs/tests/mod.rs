//! Jobs on both engines: what runs, when, how often, and what is left alone.

mod queues;
mod trouble;

use std::sync::{Arc, Mutex};

use super::*;
use crate::clock::Clock;
use crate::secret::Secret;
use crate::testing::{TestDb, databases};

const NOON: i64 = 1_700_000_000_000;
const NOTE: Kind = Kind::named("note");
/// How long a runner holds a job of that kind.
const LEASE: i64 = 60_000;

struct Yard {
    db: Db,
    clock: Clock,
    secret: Secret,
    runs: Arc<Mutex<Vec<String>>>,
    test: TestDb,
}

impl Yard {
    async fn on_both_engines() -> Vec<Self> {
        databases().await.into_iter().map(Self::of).collect()
    }

    fn of(test: TestDb) -> Self {
        Self { db: test.db.clone(), clock: Clock::manual(NOON), secret: Secret::new([7; 32]), runs: Arc::default(), test }
    }

    async fn enqueue(&self, what: &str, due_at: i64) {
        self.leave(NOTE, what, due_at, |job| job).await;
    }

    async fn leave(&self, kind: Kind, what: &str, due_at: i64, how: impl Fn(NewJob<'_>) -> NewJob<'_>) {
        let mut tx = self.db.write().await.unwrap();
        let sealed = self.secret.seal(what.as_bytes());
        enqueue(&mut tx, &how(NewJob::new(kind, &sealed, due_at))).await.unwrap();
        tx.commit().await.unwrap();
    }

    async fn cancel(&self, key: &str) -> bool {
        let mut tx = self.db.write().await.unwrap();
        let was_there = cancel(&mut tx, NOTE, key).await.unwrap();
        tx.commit().await.unwrap();
        was_there
    }

    /// A runner that notes what it ran, and fails when told to.
    fn runner(&self, ending: Result<(), Trouble>) -> Runner {
        self.runner_of(&self.db, NOTE, ending)
    }

    /// The same, on a node with a database handle of its own.
    fn runner_of(&self, db: &Db, kind: Kind, ending: Result<(), Trouble>) -> Runner {
        let runs = self.runs.clone();
        Runner::new(db.clone(), self.clock.clone(), self.secret.clone()).on(kind, move |payload| {
            runs.lock().unwrap().push(String::from_utf8(payload).unwrap());
            let ending = ending.clone();
            async move { ending }
        })
    }

    fn ran(&self) -> Vec<String> {
        std::mem::take(&mut *self.runs.lock().unwrap())
    }

    /// When the next job of a runner may be taken.
    async fn next(&self, runner: &Runner) -> Option<i64> {
        runner.list_due().await.unwrap().iter().filter_map(|due| due.due_at).min()
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
        enqueue(&mut tx, &NewJob::new(NOTE, &yard.secret.seal(b"ghost"), NOON)).await.unwrap();
        drop(tx);
        assert_eq!(yard.runner(Ok(())).run_due().await.unwrap(), 0, "{}", yard.db.engine());
    }
}

/// Runs `runners` side by side until nothing is due; what ran, sorted.
async fn together(yard: &Yard, runners: Vec<Runner>) -> Vec<String> {
    let tasks: Vec<_> = runners
        .into_iter()
        .map(|runner| {
            tokio::spawn(async move {
                // A runner that loses a race sees nothing for a moment; it would look again.
                while runner.list_due().await.unwrap().iter().any(|due| due.due_at.is_some_and(|at| at <= NOON)) {
                    runner.run_due().await.unwrap();
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    let mut ran = yard.ran();
    ran.sort();
    ran
}

#[tokio::test(flavor = "multi_thread")]
async fn many_runners_fire_each_job_once() {
    for yard in Yard::on_both_engines().await {
        let mut wanted: Vec<_> = (0..40).map(|at| format!("job {at}")).collect();
        for what in &wanted {
            yard.enqueue(what, NOON).await;
        }
        wanted.sort();
        assert_eq!(together(&yard, (0..8).map(|_| yard.runner(Ok(()))).collect()).await, wanted, "{}", yard.db.engine());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_nodes_fire_one_job_once() {
    let yard = Yard::of(TestDb::postgres().await);
    let mut wanted: Vec<_> = (0..40).map(|at| format!("job {at}")).collect();
    for what in &wanted {
        yard.enqueue(what, NOON).await;
    }
    wanted.sort();
    let other = Db::open(&yard.test.options).await.unwrap();
    let nodes = [&yard.db, &other, &yard.db, &other].map(|db| yard.runner_of(db, NOTE, Ok(())));
    assert_eq!(together(&yard, nodes.into()).await, wanted);
}

#[tokio::test]
async fn a_job_of_a_node_that_died_is_taken_by_another_when_its_lease_ends() {
    for yard in Yard::on_both_engines().await {
        yard.enqueue("mail", NOON).await;
        let dead = yard.runner(Ok(()));
        assert_eq!(dead.take(&dead.list_due().await.unwrap()).await.unwrap().len(), 1);
        let other = yard.runner(Ok(()));
        yard.clock.advance(LEASE - 1);
        assert_eq!(other.run_due().await.unwrap(), 0);
        yard.clock.advance(1);
        assert_eq!(other.run_due().await.unwrap(), 1);
        assert_eq!(yard.ran(), ["mail"], "{}", yard.db.engine());
    }
}

#[tokio::test]
async fn a_runner_that_outlived_its_lease_takes_nothing_from_its_successor() {
    for yard in Yard::on_both_engines().await {
        yard.enqueue("mail", NOON).await;
        let (runner, successor) = (yard.runner(Err(Trouble::Later("down".into()))), yard.runner(Ok(())));
        let (queue, slow, _place) = runner.take(&runner.list_due().await.unwrap()).await.unwrap().remove(0);
        yard.clock.advance(LEASE);
        let _held = successor.take(&successor.list_due().await.unwrap()).await.unwrap();
        runner.try_once(&queue, slow).await.unwrap();
        assert_eq!(yard.next(&runner).await, Some(NOON + 2 * LEASE), "{}", yard.db.engine());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_commit_wakes_the_runner_at_once() {
    for yard in Yard::on_both_engines().await {
        let (ran, mut seen) = tokio::sync::mpsc::unbounded_channel();
        let runner = yard.runner(Ok(())).on(NOTE, move |_| {
            ran.send(()).unwrap();
            async { Ok(()) }
        });
        let running = tokio::spawn(async move { runner.run().await });
        for _ in 0..3 {
            yard.enqueue("now", NOON).await;
            // Well under the time after which a runner looks again by itself.
            tokio::time::timeout(runner::LOOK_AGAIN / 3, seen.recv()).await.unwrap().unwrap();
        }
        running.abort();
    }
}
