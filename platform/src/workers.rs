//! The workers of a process: kept running, and known when they are not.

use std::collections::BTreeSet;
use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures::FutureExt;
use tokio::task::JoinHandle;

/// How long a worker that fell over rests, and how long it must then have stood to be trusted again: one that falls at once,
/// every time, must not spin.
const REST: Duration = Duration::from_millis(250);

/// Who is down.
#[derive(Clone, Debug, Default)]
pub struct Workers(Arc<Mutex<BTreeSet<&'static str>>>);

impl Workers {
    /// Keeps `work` running until it ends by itself: when it panics it is started again, and until it stands it is down.
    pub fn keep<F, Work>(&self, name: &'static str, work: F) -> JoinHandle<()>
    where
        F: Fn() -> Work + Send + Sync + 'static,
        Work: Future<Output = ()> + Send + 'static,
    {
        let workers = self.clone();
        tokio::spawn(async move {
            // What it was doing is lost, and told by whatever it dropped; what it shares with the next one it must leave whole.
            while AssertUnwindSafe(async { workers.watched(name, work()).await }).catch_unwind().await.is_err() {
                tracing::error!(name, "a worker fell over, and is started again");
                metrics::counter!("pando_workers_fallen_total", "name" => name).increment(1);
                workers.down().insert(name);
                tokio::time::sleep(REST).await;
            }
        })
    }

    /// Who is down now, by name.
    pub fn find_down(&self) -> Option<&'static str> {
        self.down().first().copied()
    }

    async fn watched(&self, name: &'static str, work: impl Future<Output = ()>) {
        let stands = async {
            if self.find_down().is_some() {
                tokio::time::sleep(REST).await;
                self.down().remove(name);
            }
            std::future::pending::<()>().await;
        };
        tokio::select! {
            () = work => {}
            () = stands => {}
        }
    }

    fn down(&self) -> MutexGuard<'_, BTreeSet<&'static str>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    #[tokio::test]
    async fn a_worker_that_falls_over_is_started_again_and_is_down_until_it_stands() {
        let workers = Workers::default();
        let (starts, mut started) = tokio::sync::mpsc::unbounded_channel();
        let count = Arc::new(AtomicUsize::new(0));
        let kept = workers.keep("sends", move || {
            let start = count.fetch_add(1, Ordering::SeqCst);
            starts.send(start).unwrap();
            async move {
                assert!(start > 2, "falls three times");
                std::future::pending::<()>().await;
            }
        });
        for start in 0..4 {
            assert_eq!(started.recv().await, Some(start));
            assert_eq!(workers.find_down(), Some("sends"), "it has to stand first");
        }
        while workers.find_down().is_some() {
            tokio::time::sleep(REST / 10).await;
        }
        assert!(!kept.is_finished());
    }

    #[tokio::test]
    async fn a_worker_that_ends_is_not_started_again() {
        let workers = Workers::default();
        workers.keep("chores", || async {}).await.unwrap();
        assert_eq!(workers.find_down(), None);
    }
}
