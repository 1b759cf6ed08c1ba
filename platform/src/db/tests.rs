//! The write lane's promises, on the engine that has one; and what both engines promise alike.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use tokio::task::JoinHandle;

use super::{Db, DbError, Engine, Result, Tx};
use crate::testing::{TestDb, databases};

mod alike;
mod migrating;
mod promising;
mod trouble;

/// A database with one table, `note (word)`, and what the tests below do to it.
struct Ward {
    db: Db,
    test: TestDb,
}

impl Ward {
    async fn sqlite() -> Self {
        Self::with(TestDb::sqlite().await).await
    }

    /// A batch stays open here as long as somebody stands in line, however slow the machine is.
    async fn with_patient_lane() -> Self {
        let ward = Self::sqlite().await;
        ward.lane().longest.store(600_000, Ordering::SeqCst);
        ward
    }

    async fn on_both_engines() -> Vec<Self> {
        let mut wards = Vec::new();
        for test in databases().await {
            wards.push(Self::with(test).await);
        }
        wards
    }

    async fn with(test: TestDb) -> Self {
        let ward = Self { db: test.db.clone(), test };
        ward.run("CREATE TABLE note (word TEXT NOT NULL PRIMARY KEY)").await;
        ward
    }

    async fn run(&self, sql: &'static str) {
        let mut tx = self.db.write().await.unwrap();
        tx.query(sql).execute().await.unwrap();
        tx.commit().await.unwrap();
    }

    /// What is committed, in order of its writing; read by another connection.
    async fn notes(&self) -> Vec<String> {
        let mut tx = self.db.read().await.unwrap();
        let rows: Vec<(String,)> = tx.query("SELECT word FROM note ORDER BY word").fetch_all().await.unwrap();
        rows.into_iter().map(|row| row.0).collect()
    }

    fn lane(&self) -> &Arc<super::lane::Lane> {
        match &self.db.engine {
            Engine::Sqlite { lane, .. } => lane,
            Engine::Postgres(_) => panic!("only SQLite has a lane"),
        }
    }

    /// Returns when `count` writers stand in line.
    async fn until_in_line(&self, count: usize) {
        while self.lane().waiting.load(Ordering::SeqCst) != count {
            tokio::task::yield_now().await;
        }
    }

    /// Starts a writer of `word` and returns when it stands in line behind somebody who holds the lane.
    async fn line_up(&self, word: &'static str) -> JoinHandle<Result<()>> {
        let before = self.lane().waiting.load(Ordering::SeqCst);
        let db = self.db.clone();
        let writer = tokio::spawn(async move { write(&db, word).await });
        self.until_in_line(before + 1).await;
        writer
    }
}

async fn note(tx: &mut Tx, word: &str) -> Result<()> {
    tx.query("INSERT INTO note (word) VALUES ($1)").bind(word.to_owned()).execute().await.map(drop)
}

async fn write(db: &Db, word: &str) -> Result<()> {
    let mut tx = db.write().await?;
    note(&mut tx, word).await?;
    tx.commit().await
}

#[tokio::test]
async fn a_failed_action_rolls_back_alone() {
    let ward = Ward::with_patient_lane().await;
    let first = ward.db.write().await.unwrap();
    let good = ward.line_up("kept").await;
    let bad = {
        let db = ward.db.clone();
        tokio::spawn(async move {
            let mut tx = db.write().await?;
            note(&mut tx, "half a thought").await?;
            // The same word twice is refused.
            note(&mut tx, "half a thought").await?;
            tx.commit().await
        })
    };
    ward.until_in_line(2).await;
    let after = ward.line_up("kept too").await;
    first.commit().await.unwrap();

    good.await.unwrap().unwrap();
    assert!(bad.await.unwrap().unwrap_err().is_unique_violation());
    after.await.unwrap().unwrap();
    assert_eq!(ward.notes().await, ["kept", "kept too"]);
}

#[tokio::test]
async fn nobody_is_acknowledged_before_the_commit_and_everybody_sees_it_after() {
    let ward = Ward::with_patient_lane().await;
    let commits = ward.db.commits().unwrap();
    let first = ward.db.write().await.unwrap();
    let early = ward.line_up("early").await;
    // Holds the batch open, because it stands in line when the early one is done.
    let db = ward.db.clone();
    let (let_go, wait) = tokio::sync::oneshot::channel::<()>();
    let late = tokio::spawn(async move {
        let mut tx = db.write().await.unwrap();
        wait.await.unwrap();
        note(&mut tx, "late").await.unwrap();
        tx.commit().await
    });
    ward.until_in_line(2).await;
    let first = tokio::spawn(first.commit());
    ward.until_in_line(0).await;
    // The late one has its turn now; the early one has written, and must still wait.
    tokio::time::sleep(Duration::from_millis(50)).await;
    assert!(!first.is_finished() && !early.is_finished());
    assert_eq!(ward.notes().await, [""; 0]);

    let_go.send(()).unwrap();
    early.await.unwrap().unwrap();
    // Another connection sees it the moment it is acknowledged.
    assert_eq!(ward.notes().await, ["early", "late"]);
    first.await.unwrap().unwrap();
    late.await.unwrap().unwrap();
    // All of them in one.
    assert_eq!(ward.db.commits().unwrap(), commits + 1);
}

#[tokio::test]
async fn a_writer_that_is_alone_commits_at_once() {
    let ward = Ward::sqlite().await;
    let commits = ward.db.commits().unwrap();
    for word in ["one", "two", "three"] {
        write(&ward.db, word).await.unwrap();
    }
    assert_eq!(ward.db.commits().unwrap(), commits + 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn writers_who_come_together_share_commits_and_all_of_them_finish() {
    let ward = Ward::sqlite().await;
    let commits = ward.db.commits().unwrap();
    let writers: Vec<_> = (0..500)
        .map(|at| {
            let db = ward.db.clone();
            tokio::spawn(async move { write(&db, &format!("word {at:03}")).await })
        })
        .collect();
    for writer in writers {
        writer.await.unwrap().unwrap();
    }
    assert_eq!(ward.notes().await.len(), 500);
    let commits = ward.db.commits().unwrap() - commits;
    assert!(commits < 250, "{commits} commits for 500 writers");
}

#[tokio::test]
async fn writers_are_served_in_the_order_they_came() {
    let ward = Ward::sqlite().await;
    ward.run("CREATE TABLE place (at INTEGER PRIMARY KEY AUTOINCREMENT, writer BIGINT)").await;
    let first = ward.db.write().await.unwrap();
    let mut writers = Vec::new();
    for writer in 0..50_i64 {
        let db = ward.db.clone();
        writers.push(tokio::spawn(async move {
            let mut tx = db.write().await.unwrap();
            tx.query("INSERT INTO place (writer) VALUES ($1)").bind(writer).execute().await.unwrap();
            tx.commit().await.unwrap();
        }));
        ward.until_in_line(writers.len()).await;
    }
    first.commit().await.unwrap();
    for writer in writers {
        writer.await.unwrap();
    }
    let mut tx = ward.db.read().await.unwrap();
    let served: Vec<(i64,)> = tx.query("SELECT writer FROM place ORDER BY at").fetch_all().await.unwrap();
    assert!(served.into_iter().map(|row| row.0).eq(0..50));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slow_trickle_behind_a_crowd_is_not_starved() {
    let ward = Ward::sqlite().await;
    let crowd: Vec<_> = (0..8)
        .map(|who| {
            let db = ward.db.clone();
            tokio::spawn(async move {
                for at in 0_u64.. {
                    write(&db, &format!("crowd {who} {at}")).await.unwrap();
                }
            })
        })
        .collect();
    for at in 0..20 {
        let served = tokio::time::timeout(Duration::from_secs(10), write(&ward.db, &format!("trickle {at}"))).await;
        served.expect("a writer in a crowd has its turn").unwrap();
    }
    for writer in crowd {
        writer.abort();
    }
    let trickled = ward.notes().await.into_iter().filter(|word| word.starts_with("trickle")).count();
    assert_eq!(trickled, 20);
}

#[tokio::test]
async fn a_writer_that_gives_up_in_line_holds_nobody_up() {
    let ward = Ward::with_patient_lane().await;
    let mut first = ward.db.write().await.unwrap();
    note(&mut first, "first").await.unwrap();
    let gone = ward.line_up("gone").await;
    let first = tokio::spawn(first.commit());
    // The first one has counted on the one in line to commit for both; or commits itself, if that one is gone by then.
    gone.abort();
    first.await.unwrap().unwrap();
    ward.until_in_line(0).await;
    assert!(ward.notes().await.contains(&"first".to_owned()));
    write(&ward.db, "after").await.unwrap();
}

#[tokio::test]
async fn a_writer_dropped_midway_loses_its_own_words_only() {
    let ward = Ward::sqlite().await;
    let mut gone = ward.db.write().await.unwrap();
    note(&mut gone, "gone").await.unwrap();
    let kept = ward.line_up("kept").await;
    drop(gone);
    kept.await.unwrap().unwrap();
    assert_eq!(ward.notes().await, ["kept"]);
}

#[tokio::test]
async fn a_batch_whose_last_writer_is_dropped_is_committed_all_the_same() {
    let ward = Ward::with_patient_lane().await;
    let mut kept = ward.db.write().await.unwrap();
    note(&mut kept, "kept").await.unwrap();
    let db = ward.db.clone();
    let last = tokio::spawn(async move {
        let mut tx = db.write().await.unwrap();
        note(&mut tx, "gone").await.unwrap();
        std::future::pending::<()>().await;
    });
    ward.until_in_line(1).await;
    let kept = tokio::spawn(kept.commit());
    ward.until_in_line(0).await;
    last.abort();
    kept.await.unwrap().unwrap();
    assert_eq!(ward.notes().await, ["kept"]);
}

#[tokio::test]
async fn a_caller_that_leaves_during_its_commit_does_not_undo_it_for_the_others() {
    let ward = Ward::sqlite().await;
    for round in 0..50 {
        let mut tx = ward.db.write().await.unwrap();
        note(&mut tx, &format!("{round:02} left early")).await.unwrap();
        let other = ward.line_up("other").await;
        // Polled once, then dropped.
        let left = tokio::time::timeout(Duration::ZERO, tx.commit()).await;
        other.await.unwrap().unwrap();
        assert_eq!(ward.notes().await.len(), round + 2, "{left:?}");
        ward.run("DELETE FROM note WHERE word = 'other'").await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_is_cancelled_at_whatever_moment_acknowledged_words_are_kept_and_the_lane_goes_on() {
    let ward = Ward::sqlite().await;
    let mut acknowledged = Vec::new();
    for round in 0..40_u64 {
        let writers: Vec<_> = (0..10_u64)
            .map(|who| {
                let (db, said) = (ward.db.clone(), format!("{round:02} {who}"));
                tokio::spawn(async move { write(&db, &said).await.map(|()| said) })
            })
            .collect();
        tokio::time::sleep(Duration::from_micros(round * 40)).await;
        for writer in writers.iter().step_by(2) {
            writer.abort();
        }
        for writer in writers {
            match writer.await {
                Ok(said) => acknowledged.push(said.expect("nobody fails because another one leaves")),
                Err(cancelled) => assert!(cancelled.is_cancelled()),
            }
        }
    }
    let there = ward.notes().await;
    assert!(acknowledged.len() >= 200 && acknowledged.iter().all(|said| there.contains(said)));
    write(&ward.db, "after").await.unwrap();
}

#[tokio::test]
async fn closing_lets_those_in_line_finish_and_refuses_newcomers() {
    let ward = Ward::sqlite().await;
    let first = ward.db.write().await.unwrap();
    let in_line = ward.line_up("in line").await;
    let db = ward.db.clone();
    let closing = tokio::spawn(async move { db.close().await });
    tokio::task::yield_now().await;
    assert!(matches!(ward.db.write().await.err(), Some(DbError::Closing)));
    first.commit().await.unwrap();
    in_line.await.unwrap().unwrap();
    closing.await.unwrap();
    let again = Db::open(&ward.test.options).await.unwrap();
    let kept: (String,) = again.read().await.unwrap().query("SELECT word FROM note").fetch_one().await.unwrap();
    assert_eq!(kept.0, "in line");
}
