//! Takes what is due, queue by queue, and runs it.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use futures::FutureExt;
use futures::future::{BoxFuture, join_all};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::JoinSet;
use uuid::Uuid;

use super::store::{self, Due, Taken};
use super::{Kind, Trouble, millis};
use crate::clock::Clock;
use crate::db::{Db, DbError};
use crate::secret::Secret;

/// A lease outlives the longest run by this much: time to write down how it ended.
pub(super) const GRACE: Duration = Duration::from_secs(10);
/// Another process's jobs are noticed within this time at the latest.
pub(super) const LOOK_AGAIN: Duration = Duration::from_secs(15);

type Handler = Arc<dyn Fn(Vec<u8>) -> BoxFuture<'static, Result<(), Trouble>> + Send + Sync>;
type Ask = Arc<dyn Fn(&'static str, Uuid) -> BoxFuture<'static, Result<(), Trouble>> + Send + Sync>;

/// Takes due jobs and runs them; as many runners on as many machines as you like.
#[derive(Clone)]
pub struct Runner {
    db: Db,
    clock: Clock,
    secret: Secret,
    queues: Vec<Queue>,
    ask: Option<Ask>,
}

/// What is done with jobs of one kind, and the places for those under way.
#[derive(Clone)]
pub(super) struct Queue {
    kind: Kind,
    handler: Handler,
    places: Arc<Semaphore>,
}

/// A job, and the place it holds while it runs.
pub(super) type Placed = (Queue, Taken, OwnedSemaphorePermit);

impl Runner {
    /// A runner that knows no kind of job yet.
    pub fn new(db: Db, clock: Clock, secret: Secret) -> Self {
        Self { db, clock, secret, queues: Vec::new(), ask: None }
    }

    /// Teaches it what to do with jobs of this kind; the handler gets the opened payload.
    #[must_use]
    pub fn on<F, Done>(mut self, kind: Kind, handler: F) -> Self
    where
        F: Fn(Vec<u8>) -> Done + Send + Sync + 'static,
        Done: Future<Output = Result<(), Trouble>> + Send + 'static,
    {
        let places = Arc::new(Semaphore::new(usize::try_from(kind.at_once).unwrap_or(1)));
        self.queues.retain(|queue| queue.kind.name != kind.name);
        self.queues.push(Queue { kind, handler: Arc::new(move |payload| Box::pin(handler(payload))), places });
        self
    }

    /// Whom to ask before each job of a kind with a feature whether an organisation has that on. While it has not, its jobs wait as
    /// those do that failed, as long as their kind has patience and they are of use; then they are given up. So what is off by mistake
    /// for a minute is done a minute late, and what is off for good leaves nothing that begins weeks later, when it is on again.
    #[must_use]
    pub fn asks<F, Asked>(mut self, ask: F) -> Self
    where
        F: Fn(&'static str, Uuid) -> Asked + Send + Sync + 'static,
        Asked: Future<Output = Result<(), Trouble>> + Send + 'static,
    {
        self.ask = Some(Arc::new(move |feature, organisation| Box::pin(ask(feature, organisation))));
        self
    }

    /// Runs everything that is due now; returns how many were tried.
    pub async fn run_due(&self) -> Result<usize, DbError> {
        let mut tried = 0;
        loop {
            let jobs = self.take(&self.list_due().await?).await?;
            if jobs.is_empty() {
                return Ok(tried);
            }
            tried += jobs.len();
            let ended = join_all(jobs.into_iter().map(|(queue, job, _place)| async move { self.try_once(&queue, job).await })).await;
            ended.into_iter().collect::<Result<(), _>>()?;
        }
    }

    /// Runs what is due, for ever; drop the future, or abort its task, to stop. A job cut off by that is run again
    /// when its lease ends.
    pub async fn run(&self) {
        let mut under_way = JoinSet::new();
        loop {
            let pause = self.start_due(&mut under_way).await.unwrap_or_else(|error| {
                tracing::error!(%error, "jobs cannot be taken");
                LOOK_AGAIN
            });
            // Early is fine: it finds nothing and sleeps again.
            tokio::select! {
                () = self.db.bell().notified() => {}
                Some(_) = under_way.join_next() => {}
                () = tokio::time::sleep(pause) => {}
            }
            // One look for all that ended together.
            while under_way.try_join_next().is_some() {}
        }
    }

    /// Starts everything that is due and has a place; returns how long there is nothing to start.
    async fn start_due(&self, under_way: &mut JoinSet<()>) -> Result<Duration, DbError> {
        loop {
            let due = self.list_due().await?;
            let jobs = self.take(&due).await?;
            if jobs.is_empty() {
                return Ok(self.until_next(&due));
            }
            for (queue, job, place) in jobs {
                let runner = self.clone();
                under_way.spawn(async move {
                    let (id, ended) = (job.id, runner.try_once(&queue, job).await);
                    if let Err(error) = ended {
                        tracing::error!(%error, job = %id, "how a job ended cannot be written down; it runs again after its lease");
                    }
                    drop(place);
                });
            }
        }
    }

    /// How long until something may be taken; a queue without a place is looked at when one of its jobs ends.
    fn until_next(&self, due: &[Due]) -> Duration {
        let free = |due: &&Due| self.queue(&due.kind).is_some_and(|queue| queue.places.available_permits() > 0);
        let next = due.iter().filter(free).filter_map(|due| due.due_at).min();
        let wait = next.and_then(|at| u64::try_from(at.saturating_sub(self.clock.now()).max(0)).ok());
        // Never 0: a runner that lost a race must not spin.
        wait.map_or(LOOK_AGAIN, |millis| Duration::from_millis(millis.max(10)).min(LOOK_AGAIN))
    }

    fn queue(&self, kind: &str) -> Option<&Queue> {
        self.queues.iter().find(|queue| queue.kind.name == kind)
    }

    /// Looking first costs a read; taking without need would cost a flush to disk.
    pub(super) async fn list_due(&self) -> Result<Vec<Due>, DbError> {
        if self.queues.is_empty() {
            return Ok(Vec::new());
        }
        store::list_due(&mut self.db.read().await?, self.queues.iter().map(|queue| queue.kind.name)).await
    }

    /// Takes what is due, the urgent first, as far as there are places.
    pub(super) async fn take(&self, due: &[Due]) -> Result<Vec<Placed>, DbError> {
        let now = self.clock.now();
        let mut taken = Vec::new();
        for due in due.iter().filter(|due| due.due_at.is_some_and(|at| at <= now)) {
            let Some(queue) = self.queue(&due.kind) else { continue };
            let mut places = Vec::new();
            while let Ok(place) = queue.places.clone().try_acquire_owned() {
                places.push(place);
            }
            if places.is_empty() {
                continue;
            }
            let lease_until = now + millis(queue.kind.longest + GRACE);
            let mut tx = self.db.write().await?;
            let jobs = store::claim(&mut tx, due, now, lease_until, i64::try_from(places.len()).unwrap_or(1)).await?;
            tx.commit().await?;
            taken.extend(jobs.into_iter().zip(places).map(|(job, place)| (queue.clone(), job, place)));
        }
        Ok(taken)
    }

    pub(super) async fn try_once(&self, queue: &Queue, job: Taken) -> Result<(), DbError> {
        let ended = self.handle(queue, &job).await;
        let now = self.clock.now();
        let mut tx = self.db.write().await?;
        // `attempts` is ours alone: once the lease has passed to another runner, these find no row.
        if let Err(trouble) = &ended {
            let (kind, attempt, why) = (queue.kind.name, job.attempts, trouble.why());
            if let Some(at) = retried(queue.kind, &job, trouble, now) {
                tracing::warn!(kind, job = %job.id, attempt, why, "a job will be tried again");
                store::postpone(&mut tx, &job, at, &short(why)).await?;
                return tx.commit().await;
            }
            tracing::error!(kind, job = %job.id, attempt, why, "a job is given up");
            metrics::counter!("pando_jobs_given_up_total", "kind" => kind).increment(1);
        }
        let again = if job.keyed { store::hold(&mut tx, &job).await? } else { None };
        match (again, ended) {
            (Some(at), _) => store::renew(&mut tx, &job, at).await?,
            (None, Ok(())) => store::delete(&mut tx, &job).await?,
            (None, Err(trouble)) => store::give_up(&mut tx, &job, now, &short(trouble.why())).await?,
        };
        tx.commit().await
    }

    async fn handle(&self, queue: &Queue, job: &Taken) -> Result<(), Trouble> {
        if job.ends_at.is_some_and(|ends_at| ends_at <= self.clock.now()) {
            return Err(Trouble::Never("its time had passed before it could be done".into()));
        }
        if job.attempts > i64::from(queue.kind.retry.tries) {
            return Err(Trouble::Never("its runner died each time".into()));
        }
        let payload = self.secret.open(&job.payload).map_err(|error| Trouble::Never(error.to_string()))?;
        // Made inside: a handler that panics before its first wait fails its job too, and not the runner.
        let running = AssertUnwindSafe(async {
            if let (Some(feature), Some(organisation), Some(ask)) = (queue.kind.feature, job.organisation_id, &self.ask) {
                ask(feature, organisation).await?;
            }
            (queue.handler)(payload).await
        })
        .catch_unwind();
        match tokio::time::timeout(queue.kind.longest, running).await {
            Ok(Ok(ended)) => ended,
            Ok(Err(_)) => Err(Trouble::Later("the handler panicked".into())),
            Err(_) => Err(Trouble::Later("it took too long".into())),
        }
    }
}

impl Trouble {
    fn why(&self) -> &str {
        let (Self::Later(why) | Self::Never(why)) = self;
        why
    }
}

/// When a job that failed is tried again, if it can still be of use then.
fn retried(kind: Kind, job: &Taken, trouble: &Trouble, now: i64) -> Option<i64> {
    let Trouble::Later(_) = trouble else { return None };
    let at = now + kind.retry.wait(job.attempts)?;
    job.ends_at.is_none_or(|ends_at| at < ends_at).then_some(at)
}

fn short(why: &str) -> String {
    // NUL is the one character that PostgreSQL refuses in a text.
    why.chars().filter(|char| *char != '\0').take(300).collect()
}
